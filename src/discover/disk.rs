//! The disk: what lies at a path, and its text. Over the real one texts may be laid: those of an editor that are not saved yet, or those of a
//! commit, so that both can be read without writing anything.
//!
//! Invariants: nothing else in the crate reads files, and `walk.rs` alone lists folders. Nothing fails because of one bad file: its [`Content`]
//! says why. Without layers no path is looked at twice.

#![expect(clippy::disallowed_methods, reason = "this is the one file that reads the disk")]

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::DiscoverError;
use super::classify;
use super::content::{self, Content};
use super::history::tool_of;
use super::layers::{Layer, Layers};
use super::memory::{Answer, Memory, Read as Seen};
use super::stamp::Stamp;

/// SQL files above this size are not kept whole.
const LARGE: u64 = 8 << 20;
/// Other files above this size are not read at all.
const HUGE: u64 = 64 << 20;
/// How much of a large file is looked at to tell what it is.
const HEAD: u64 = 64 << 10;

/// What lies at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// Where files are read: the real disk, or the real disk with layers over it. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    /// What is laid.
    pub(super) layers: Option<Arc<Layers>>,
    /// What was seen, in a project that stays open.
    pub(super) memory: Option<Arc<Memory>>,
}

/// What lies at a path, links followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Existence {
    /// Nothing, or nothing that may be looked at.
    Nothing,
    /// This.
    Kind(Kind),
    /// Something else, such as a pipe.
    Other,
}

/// What a path comes to when layers are looked at.
enum Spot<'d> {
    /// What the real disk has.
    Real,
    /// What a layer has.
    Layer(&'d Layer),
    /// A folder that layers make.
    Folder,
}

impl Disk {
    /// The real disk with other texts at some paths, which may be relative to the current folder.
    pub fn with_layers(layers: impl IntoIterator<Item = (PathBuf, Layer)>) -> Disk {
        let mut all = Layers::default();
        for (path, layer) in layers {
            let path = absolute(&path).into_os_string();
            if layer == Layer::Gone {
                all.gone.insert(path);
            } else {
                all.files.insert(path, layer);
            }
        }
        Disk { layers: Some(Arc::new(all)), memory: None }
    }

    /// The same as what once was: a path that is given or configured and does not exist is no error then.
    pub fn past(layers: impl IntoIterator<Item = (PathBuf, Layer)>) -> Disk {
        let disk = Disk::with_layers(layers).layers.and_then(Arc::into_inner).unwrap_or_default();
        Disk { layers: Some(Arc::new(Layers { is_past: true, ..disk })), memory: None }
    }

    /// Whether it is what once was.
    pub(super) fn is_past(&self) -> bool {
        self.layers.as_ref().is_some_and(|layers| layers.is_past)
    }

    /// Whether nothing is laid over the real disk.
    pub(super) fn is_real(&self) -> bool {
        self.layers.is_none()
    }

    fn spot(&self, path: &Path) -> Spot<'_> {
        let Some(layers) = &self.layers else { return Spot::Real };
        let full = absolute(path);
        if let Some(layer) = layers.files.get(full.as_os_str()) {
            return Spot::Layer(layer);
        }
        if self.files_laid_below(&full).next().is_some() {
            return Spot::Folder;
        }
        if layers.take(&full) { Spot::Layer(&Layer::Gone) } else { Spot::Real }
    }

    /// The files below an absolute path that layers have, by path.
    pub(super) fn files_laid_below<'d>(&'d self, folder: &Path) -> impl Iterator<Item = &'d Path> + use<'d> {
        let mut prefix = folder.as_os_str().to_os_string();
        prefix.push(if folder.parent().is_some() { std::path::MAIN_SEPARATOR_STR } else { "" });
        let layers = self.layers.iter();
        let first = prefix.clone();
        let from = layers.flat_map(move |layers| layers.files.range(first.clone()..));
        let is_below = move |path: &OsString| path.as_encoded_bytes().starts_with(prefix.as_encoded_bytes());
        from.map(|(path, _)| path).take_while(move |path| is_below(path)).map(Path::new)
    }

    /// Whether a layer takes away what the real disk has at a path.
    pub(super) fn hides(&self, path: &Path) -> bool {
        self.layers.as_ref().is_some_and(|layers| layers.take(&absolute(path)))
    }

    /// Whether the real disk has the file that a layer has, too, where none hides it.
    pub(super) fn is_on_real_disk(&self, path: &Path) -> bool {
        !self.hides(path) && path.is_file()
    }

    /// Whether a layer has a file at a path.
    pub(super) fn lays(&self, path: &Path) -> bool {
        matches!(self.spot(path), Spot::Layer(Layer::Text(_) | Layer::Unread(_)))
    }

    /// The content of a file, or why there is none.
    pub(super) fn read(&self, place: &Path) -> Content {
        match &self.memory {
            Some(memory) => memory.content(place, || self.look(place)),
            None => self.try_read(place).unwrap_or_else(|error| Content::Unreadable(why(&error).into())),
        }
    }

    /// The content of a file as it is now, with the file's state.
    pub(super) fn look(&self, place: &Path) -> Seen {
        let is_laid = !matches!(self.spot(place), Spot::Real);
        // A change between the two looks makes the state outdated, not the content.
        let stamp = if is_laid { None } else { Stamp::of(place) };
        let content = self.try_read(place).unwrap_or_else(|error| Content::Unreadable(why(&error).into()));
        Seen { is_laid, stamp, content, is_crooked: false }
    }

    fn try_read(&self, place: &Path) -> io::Result<Content> {
        match self.spot(place) {
            Spot::Real => read_file(place),
            Spot::Layer(Layer::Text(bytes)) => {
                read_from(place, u64::try_from(bytes.len()).unwrap_or(u64::MAX), &mut bytes.as_slice())
            }
            Spot::Layer(Layer::Unread(why)) => Ok(Content::Unreadable(why.clone())),
            Spot::Layer(Layer::Gone) => Err(io::ErrorKind::NotFound.into()),
            Spot::Folder => Ok(Content::Unreadable("is a folder".into())),
        }
    }

    /// Opens a file to read it as a stream.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn open(&self, path: &Path) -> io::Result<Box<dyn Read + '_>> {
        match self.spot(path) {
            Spot::Real => Ok(Box::new(File::open(path)?)),
            Spot::Layer(Layer::Text(bytes)) => Ok(Box::new(bytes.as_slice())),
            Spot::Layer(Layer::Unread(_) | Layer::Gone) | Spot::Folder => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// The text of a small file outside the walk, if it can be read.
    pub(super) fn peek(&self, path: &Path) -> Option<String> {
        Some(self.read(path).text()).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Whether a file, or else a folder, lies at `path`; links are followed.
    pub(super) fn kind(&self, path: &Path) -> Option<Kind> {
        match self.existence(path) {
            Existence::Kind(kind) => Some(kind),
            Existence::Nothing | Existence::Other => None,
        }
    }

    /// What lies at a path.
    pub(super) fn existence(&self, path: &Path) -> Existence {
        let look = || self.try_existence(path).unwrap_or(Existence::Nothing);
        match &self.memory {
            Some(memory) => memory.existence(path, look),
            None => look(),
        }
    }

    fn try_existence(&self, path: &Path) -> io::Result<Existence> {
        match self.spot(path) {
            Spot::Real => {
                let found = fs::metadata(path)?;
                let other = if found.is_file() { Existence::Kind(Kind::File) } else { Existence::Other };
                Ok(if found.is_dir() { Existence::Kind(Kind::Folder) } else { other })
            }
            Spot::Layer(Layer::Text(_) | Layer::Unread(_)) => Ok(Existence::Kind(Kind::File)),
            Spot::Layer(Layer::Gone) => Err(io::ErrorKind::NotFound.into()),
            Spot::Folder => Ok(Existence::Kind(Kind::Folder)),
        }
    }

    /// Whether a path that was given is a folder.
    ///
    /// # Errors
    /// If nothing lies there, or it may not be looked at.
    pub(super) fn is_folder(&self, path: &Path) -> Result<bool, DiscoverError> {
        let known = self.memory.as_ref().map(|_| self.existence(path));
        let found = match known {
            Some(Existence::Kind(kind)) => Ok(Existence::Kind(kind)),
            Some(Existence::Nothing | Existence::Other) | None => self.try_existence(path),
        };
        let error = |error| DiscoverError::Path { path: path.to_path_buf(), why: why(&error) };
        found.map(|found| found == Existence::Kind(Kind::Folder)).map_err(error)
    }

    /// Whether something lies at `path`.
    pub fn exists(&self, path: &Path) -> bool {
        self.existence(path) != Existence::Nothing
    }

    /// The path with all links followed.
    pub(super) fn canonical(&self, path: &Path) -> Option<PathBuf> {
        match &self.memory {
            Some(memory) => memory.real(path, || self.look_for_canonical(path)),
            None => self.look_for_canonical(path),
        }
    }

    fn look_for_canonical(&self, path: &Path) -> Option<PathBuf> {
        match self.spot(path) {
            Spot::Real => fs::canonicalize(path).ok(),
            Spot::Layer(Layer::Gone) => None,
            Spot::Layer(Layer::Text(_) | Layer::Unread(_)) | Spot::Folder => {
                let full = absolute(path);
                let there = |outer: &Path| Some((fs::canonicalize(outer).ok()?, outer.to_path_buf()));
                let (real, outer) = full.ancestors().find_map(there)?;
                Some(full.strip_prefix(outer).map_or(real.clone(), |rest| real.join(rest)))
            }
        }
    }

    /// For each file whether its text passes a test, which has a name; the texts are not kept.
    pub(super) fn matching(
        &self,
        places: &[PathBuf],
        name: &'static str,
        test: fn(&str) -> bool,
    ) -> Vec<bool> {
        let places = places.par_iter();
        match &self.memory {
            Some(memory) => {
                places.map(|place| memory.answer(place, name, || self.ask(place, test))).collect()
            }
            None => places.map(|place| test(self.read(place).text())).collect(),
        }
    }

    /// What a test says about a file as it is now.
    pub(super) fn ask(&self, place: &Path, test: fn(&str) -> bool) -> Answer {
        let Seen { is_laid, stamp, content, .. } = self.look(place);
        Answer { is_laid, stamp, test, holds: test(content.text()) }
    }

    /// Whether a file has exactly these bytes.
    pub fn holds(&self, path: &Path, bytes: &[u8]) -> bool {
        match self.spot(path) {
            Spot::Real => fs::read(path).is_ok_and(|own| own == bytes),
            Spot::Layer(Layer::Text(own)) => own == bytes,
            Spot::Layer(Layer::Unread(_) | Layer::Gone) | Spot::Folder => false,
        }
    }

    /// The folder that a path is or lies in, absolute; of what does not exist the nearest one that does.
    pub fn nearest_folder(&self, path: &Path) -> PathBuf {
        let full = absolute(path);
        let is_folder = |outer: &&Path| self.kind(outer) == Some(Kind::Folder);
        full.ancestors().find(is_folder).map_or_else(|| full.clone(), Path::to_path_buf)
    }

    /// The nearest `referee.toml` or `.referee.toml`, from the first path upwards.
    pub fn find_config(&self, paths: &[PathBuf]) -> Option<PathBuf> {
        let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
        let start = std::path::absolute(first).ok()?;
        let current = std::path::absolute(".").ok();
        for folder in start.ancestors() {
            for name in ["referee.toml", ".referee.toml"] {
                let file = folder.join(name);
                if self.kind(&file) == Some(Kind::File) {
                    let near = current.as_deref().and_then(|current| file.strip_prefix(current).ok());
                    return Some(near.map_or_else(|| file.clone(), Path::to_path_buf));
                }
            }
        }
        None
    }

    /// Reads a file that the user named, such as a configuration.
    ///
    /// # Errors
    /// The path and why it cannot be read.
    pub fn load(&self, path: &Path) -> Result<String, DiscoverError> {
        let error = |why| DiscoverError::Path { path: path.to_path_buf(), why };
        match self.read(path) {
            Content::Whole { text, trouble: None } => Ok(text.as_str().to_owned()),
            Content::Whole { trouble: Some((_, reason)), .. } => Err(error(reason.to_string())),
            Content::Large { .. } => Err(error("is too large".to_string())),
            Content::Unreadable(reason) => Err(error(reason.to_string())),
        }
    }
}

fn read_file(place: &Path) -> io::Result<Content> {
    let mut file = File::open(place)?;
    let found = file.metadata()?;
    if found.is_dir() {
        return Ok(Content::Unreadable("is a folder".into()));
    }
    read_from(place, found.len(), &mut file)
}

/// The content of the file at `place` from its bytes, `len` of them.
fn read_from(place: &Path, len: u64, file: &mut impl Read) -> io::Result<Content> {
    let is_sql = classify::is_sql(&place.to_string_lossy());
    let mut bytes = Vec::new();
    if is_sql && len > LARGE {
        file.by_ref().take(HEAD).read_to_end(&mut bytes)?;
        // What a tool's marks divide cannot be read as a stream.
        if tool_of(&String::from_utf8_lossy(&bytes)).is_none() || len > HUGE {
            return Ok(content::large(len, bytes));
        }
    }
    if len > HUGE {
        return Ok(Content::Unreadable("is larger than 64 MiB and was not read".into()));
    }
    bytes.reserve_exact(usize::try_from(len).unwrap_or(0) + 1);
    file.read_to_end(&mut bytes)?;
    Ok(content::whole(bytes))
}

/// A path as outputs show it: with `/`, without `./`; the current folder is the empty string.
pub(super) fn shown(path: &Path) -> String {
    let mut text = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => text.push('/'),
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {
                if !text.is_empty() && !text.ends_with('/') {
                    text.push('/');
                }
                text.push_str(&component.as_os_str().to_string_lossy());
            }
        }
    }
    text
}

/// The absolute form of a path with `..` resolved by its words, to compare paths that were written from different folders.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    tidy(&std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()))
}

/// A path with `.` and `..` resolved by its words.
pub fn tidy(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) | Component::Normal(_) => plain.push(component),
        }
    }
    plain
}

/// What the system said, in its words without the error number.
pub(super) fn why(error: &io::Error) -> String {
    let text = error.to_string();
    let plain = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = plain.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
