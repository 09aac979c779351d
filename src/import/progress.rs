//! How far an import has come: a bar on a terminal, a line every few seconds elsewhere.

use std::{
    io::{IsTerminal, stderr},
    time::{Duration, Instant},
};

use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Between lines, where there is no terminal.
const QUIET: Duration = Duration::from_secs(10);
/// Between looks at the clock, in calls.
const CALLS: u32 = 256;

/// Shows one phase of an import after another on standard error.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    terminal: bool,
    phase: &'static str,
    /// What the position counts; bytes if this is empty.
    unit: &'static str,
    total: Option<u64>,
    began: Instant,
    shown: Instant,
    calls: u32,
    /// Whether a line told of the phase, which then ends with one.
    spoke: bool,
}

impl Progress {
    pub(super) fn new() -> Self {
        let terminal = stderr().is_terminal();
        let target = if terminal { ProgressDrawTarget::stderr_with_hz(5) } else { ProgressDrawTarget::hidden() };
        let now = Instant::now();
        Self {
            bar: ProgressBar::with_draw_target(None, target),
            terminal,
            phase: "",
            unit: "",
            total: None,
            began: now,
            shown: now,
            calls: 0,
            spoke: false,
        }
    }

    /// Begins a phase, of so many bytes if `unit` is empty, else of so many of that unit. `None`: nobody knows how many.
    pub fn phase(&mut self, phase: &'static str, unit: &'static str, total: Option<u64>) {
        self.done();
        let now = Instant::now();
        (self.phase, self.unit, self.total, self.began, self.shown) = (phase, unit, total, now, now);
        self.bar.reset();
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
        let rate = if unit.is_empty() { "{bytes}/{total_bytes}, {bytes_per_sec}" } else { "{human_pos}/{human_len}" };
        let template = match total {
            Some(_) => format!("{phase} [{{bar:30}}] {{percent}}% {rate}, {{msg}}, {{eta}} left"),
            None => format!("{phase} {{spinner}} {{elapsed}} {{msg}}"),
        };
        // Where a template were wrong, the bar would look as it does without one.
        if let Ok(style) = ProgressStyle::with_template(&template) {
            self.bar.set_style(style.progress_chars("=> "));
        }
    }

    /// So far has the phase come. `rows` have been kept. Cheap enough for every line.
    pub fn at(&mut self, position: u64, rows: u64) {
        self.calls += 1;
        if self.calls.is_multiple_of(CALLS) {
            self.look(position, rows);
        }
    }

    fn look(&mut self, position: u64, rows: u64) {
        let seconds = self.began.elapsed().as_secs_f64().max(0.001);
        let message = format!("{} rows ({}/s)", HumanCount(rows), HumanCount((rows as f64 / seconds) as u64));
        if self.terminal {
            self.bar.set_position(position);
            self.bar.set_message(message);
            return;
        }
        if self.shown.elapsed() < QUIET {
            return;
        }
        self.shown = Instant::now();
        self.spoke = true;
        let bytes = |bytes: u64| match self.unit {
            "" => format!("{}", HumanBytes(bytes)),
            unit => format!("{} {unit}", HumanCount(bytes)),
        };
        let rate = bytes((position as f64 / seconds) as u64);
        let mut line = format!("{}: {} of {}", self.phase, bytes(position), self.total.map_or("?".into(), bytes));
        line += &format!(", {rate}/s, {message}");
        if let Some(total) = self.total.filter(|total| position > 0 && *total >= position) {
            let left = seconds * (total - position) as f64 / position as f64;
            line += &format!(", {} left", HumanDuration(Duration::from_secs_f64(left)));
        }
        eprintln!("{line}");
    }

    /// A line for whoever watches, above the bar.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    /// Ends the phase.
    pub fn done(&mut self) {
        self.bar.finish_and_clear();
        if self.spoke {
            eprintln!("{}: done in {}", self.phase, HumanDuration(self.began.elapsed()));
            self.spoke = false;
        }
    }
}
