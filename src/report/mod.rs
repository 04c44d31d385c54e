//! Findings, printed. One file per format; a format never changes the exit status.
