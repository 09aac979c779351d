//! Two servers with two standbys behind HAProxy, as `deploy/` has it.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::{
    cluster::{Cluster, until},
    process::{get, load, run},
};

fn deploy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(name)
}

/// HAProxy is not on every machine; `scripts/test` installs it.
fn there_is_haproxy() -> bool {
    let there = Command::new("haproxy").arg("-v").stdout(Stdio::null()).status().is_ok_and(|status| status.success());
    if !there {
        println!("left out: there is no `haproxy`, which `scripts/test` installs");
    }
    there
}

/// A port that is free now.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// What runs until it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _status = self.0.wait();
    }
}

/// The configuration of `deploy/`, with addresses of the test's own.
fn configuration(folder: &Path, [public, a, b]: [u16; 3]) -> PathBuf {
    let text = fs::read_to_string(deploy("haproxy.cfg")).unwrap();
    let socket = folder.join("admin.sock");
    let (head, rest) = text.split_once("frontend public").unwrap();
    let (front, standbys) = rest.split_once("# The alternative to naming").unwrap();
    assert!(standbys.contains("listen standbys"));
    let text = format!("{head}frontend public{front}")
        .replace("/run/haproxy/admin.sock mode 660", &format!("{} mode 600", socket.display()))
        .replace("bind :80\n", &format!("bind 127.0.0.1:{public}\n"))
        .replace("127.0.0.1:8001", &format!("127.0.0.1:{a}"))
        .replace("127.0.0.1:8002", &format!("127.0.0.1:{b}"))
        // All who ask come from one address here.
        .replace("sc0_http_req_rate gt 600", "sc0_http_req_rate gt 1000000");
    let path = folder.join("haproxy.cfg");
    fs::write(&path, text).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_are_restarted_and_nobody_takes_notice() {
    if !there_is_haproxy() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start(2).await;
    cluster.seed().await;
    let [public, a, b] = [port(), port(), port()];
    // What systemd does elsewhere: stops the server at a port, if there is one, and starts another.
    let restart = folder.path().join("restart");
    let script = format!(
        "if [ -f $1.pid ]; then kill -TERM $(cat $1.pid); while kill -0 $(cat $1.pid) 2>/dev/null; do sleep 0.05; done; fi\n\
         {} serve --listen 127.0.0.1:$1 --database '{}' --read-database '{}' --read-database '{}' </dev/null >>$1.log 2>&1 &\n\
         echo $! >$1.pid\n",
        env!("CARGO_BIN_EXE_needledrop"),
        cluster.url(0),
        cluster.url(1),
        cluster.url(2),
    );
    fs::write(&restart, script).unwrap();
    let restarts = |port: u16| format!("sh {} {port}", restart.display());
    let _stops = Stops(folder.path().to_owned(), [a, b]);
    for port in [a, b] {
        let started = Command::new("sh").arg(&restart).arg(port.to_string()).current_dir(&folder).status().unwrap();
        assert!(started.success());
        let at = format!("127.0.0.1:{port}");
        until("a server is ready", async || get(&at, "/readyz").await.is_ok_and(|(status, _)| status == 200)).await;
    }
    let mut haproxy = Command::new("haproxy");
    haproxy.arg("-db").arg("-f").arg(configuration(folder.path(), [public, a, b]));
    let _haproxy = Running(haproxy.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let at = format!("127.0.0.1:{public}");
    until("HAProxy leads to a server", async || get(&at, "/readyz").await.is_ok_and(|(status, _)| status == 200)).await;
    assert_eq!(get(&at, "/metrics").await.unwrap().0, 404);

    let pid = |port: u16| fs::read_to_string(folder.path().join(format!("{port}.pid"))).unwrap();
    let before = [pid(a), pid(b)];
    let load = load(&at, 8);
    load.goes_on(50).await;
    let mut rolling = Command::new(deploy("rolling-restart"));
    rolling.current_dir(&folder).arg("--socket").arg(folder.path().join("admin.sock"));
    let mut rolling = rolling.args([format!("a={}", restarts(a)), format!("b={}", restarts(b))]).spawn().unwrap();
    until("both were restarted", async || rolling.try_wait().unwrap().is_some()).await;
    assert!(rolling.wait().unwrap().success());
    load.goes_on(50).await;
    // One that dies without a word, and a standby too: nobody takes notice either.
    assert!(Command::new("kill").arg("-KILL").arg(pid(a).trim()).status().unwrap().success());
    load.goes_on(100).await;
    cluster.does("kill", 1);
    load.goes_on(100).await;
    assert_eq!(load.end().await, Default::default());
    assert_ne!(before[0], pid(a));
    assert_ne!(before[1], pid(b));
}

/// Ends servers that the test's script has started.
struct Stops(PathBuf, [u16; 2]);

impl Drop for Stops {
    fn drop(&mut self) {
        for port in self.1 {
            if let Ok(pid) = fs::read_to_string(self.0.join(format!("{port}.pid"))) {
                let _gone = Command::new("kill").arg("-KILL").arg(pid.trim()).stderr(Stdio::null()).status();
            }
        }
    }
}

#[test]
fn the_settings_of_the_servers_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let settings = deploy("needledrop.toml");
    let (code, said) = run(folder.path(), &["config", "--config", settings.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("drain_seconds = 3"), "{said}");
}

#[test]
fn the_configuration_of_haproxy_is_understood() {
    if !there_is_haproxy() {
        return;
    }
    let checked = Command::new("haproxy").arg("-c").arg("-f").arg(deploy("haproxy.cfg")).output().unwrap();
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success() && !said.contains("WARNING"), "{said}");
}
