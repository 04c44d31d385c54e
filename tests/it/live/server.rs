//! Private servers: a data directory in the temporary folder, a socket instead of a port, never root, gone with this process.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::Unavailable;

/// Runs the server given as its arguments until its own input ends, which it does when the test process is gone for whatever reason.
const KEEPER: &str = r#"
trap '' INT
dir=$1 signal=$2
shift 2
"$@" </dev/null >"$dir/log" 2>&1 &
cat >/dev/null
kill -"$signal" $!
wait $!
rm -rf "$dir"
"#;

/// A running server. It stops when the process that started it ends.
pub(super) struct Server {
    /// The folder that holds its data, its log and its socket.
    pub(super) folder: PathBuf,
    /// Its input keeps the server alive.
    _keeper: Child,
}

/// How to start a server.
pub(super) struct Plan<'a> {
    /// What its folder is named after.
    pub(super) name: &'a str,
    /// Makes the data directory, given the server's folder.
    pub(super) create: &'a dyn Fn(&Path) -> Command,
    /// Runs the server, given its folder.
    pub(super) run: &'a dyn Fn(&Path) -> Command,
    /// Asks the server something, given its folder; succeeds once it is up.
    pub(super) ask: &'a dyn Fn(&Path) -> Command,
    /// The signal that ends it soonest.
    pub(super) signal: &'a str,
}

impl Server {
    /// Makes a data directory, starts the server and waits until it answers.
    pub(super) fn start(plan: &Plan<'_>) -> Result<Server, Unavailable> {
        Server::try_start(plan)
            .map_err(|why| Unavailable::Broken(format!("cannot start {}: {why}", plan.name)))
    }

    fn try_start(plan: &Plan<'_>) -> Result<Server, String> {
        let user = unprivileged()?;
        // Not below TMPDIR: the path of a socket may have 107 bytes.
        let folder = PathBuf::from(format!("{}/referee-{}-{}", base(), plan.name, std::process::id()));
        fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        if let Some((uid, gid)) = user {
            chown(&folder, Some(uid), Some(gid)).map_err(|error| error.to_string())?;
        }
        let created = as_user(&mut (plan.create)(&folder), user).current_dir(&folder).output();
        let created = created.map_err(|error| error.to_string())?;
        if !created.status.success() {
            let _ = fs::remove_dir_all(&folder);
            return Err(text(&created));
        }
        let run = (plan.run)(&folder);
        let mut keeper = Command::new("sh");
        keeper
            .args(["-c", KEEPER, "sh"])
            .arg(&folder)
            .arg(plan.signal)
            .arg(run.get_program())
            .args(run.get_args());
        keeper.current_dir(&folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let keeper = as_user(&mut keeper, user).spawn().map_err(|error| error.to_string())?;
        let server = Server { folder, _keeper: keeper };
        server.wait(plan)
    }

    fn wait(self, plan: &Plan<'_>) -> Result<Server, String> {
        let start = Instant::now();
        loop {
            let asked = (plan.ask)(&self.folder).output().map_err(|error| error.to_string())?;
            if asked.status.success() {
                return Ok(self);
            }
            if start.elapsed() > Duration::from_secs(60) {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("{}\n{log}", text(&asked)));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Where servers keep their data: in memory if there is room, for they make and remove thousands of files.
fn base() -> &'static str {
    let room = Command::new("df").args(["--output=avail", "--block-size=1G", "/dev/shm"]).output();
    let room = room.map(|output| text(&output)).unwrap_or_default();
    let gigabytes: u32 = room.split_whitespace().last().and_then(|room| room.parse().ok()).unwrap_or(0);
    if gigabytes >= 2 { "/dev/shm" } else { "/tmp" }
}

/// The program of this name, on PATH or in one of these folders.
pub(super) fn find(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let candidates = folders.iter().cloned().chain(std::env::split_paths(&path));
    candidates.map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Runs a client with this text as its input.
pub(super) fn feed(mut client: Command, input: &str) -> std::io::Result<Output> {
    client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = client.spawn()?;
    let pipe = child.stdin.take();
    thread::scope(|scope| {
        // A client that stops early closes its input: what it says then tells more than the broken pipe.
        scope.spawn(move || pipe.map(|mut pipe| pipe.write_all(input.as_bytes())));
        child.wait_with_output()
    })
}

/// What a program said.
pub(super) fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Servers refuse to run as root: then the user `nobody` runs them.
fn unprivileged() -> Result<Option<(u32, u32)>, String> {
    if id(&["-u"])? != 0 {
        return Ok(None);
    }
    Ok(Some((id(&["-u", "nobody"])?, id(&["-g", "nobody"])?)))
}

fn id(arguments: &[&str]) -> Result<u32, String> {
    let output = Command::new("id").args(arguments).output().map_err(|error| error.to_string())?;
    text(&output).trim().parse().map_err(|_| text(&output))
}

fn as_user(command: &mut Command, user: Option<(u32, u32)>) -> &mut Command {
    match user {
        Some((uid, gid)) => command.uid(uid).gid(gid),
        None => command,
    }
}
