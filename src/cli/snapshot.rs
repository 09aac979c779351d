//! `needledrop snapshot`: publishes the database for servers that follow it.

use super::{Snapshot, open, print::print};
use crate::{config::Config, export};

pub async fn snapshot(config: Config, wanted: Snapshot) -> anyhow::Result<()> {
    let db = open::current(&config).await?;
    let done = export::publish(&db, &wanted.out, wanted.keep).await;
    db.close().await?;
    let export::Publication { published, new } = done?;
    let manifest = &published.manifest;
    let folder = published.folder.display();
    print(&match new {
        true => format!("{folder}: snapshot {}, {} bytes\n", manifest.number, manifest.bytes),
        false => format!("{folder}: is of the same data, so nothing was published\n"),
    })
}
