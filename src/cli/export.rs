//! `needledrop export`: the graph as files, with a bar that shows how far it is.

use anyhow::bail;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Export, FileFormat, open, print::print};
use crate::{
    config::Config,
    export::{self, Form, Format, Wanted},
};

pub async fn export(config: Config, export: Export) -> anyhow::Result<()> {
    let format = match export.format {
        FileFormat::Parquet => Format::Tables(Form::Parquet),
        FileFormat::Csv => Format::Tables(Form::Csv),
        FileFormat::Ndjson => Format::Tables(Form::Ndjson),
        FileFormat::Arrow => Format::Tables(Form::ArrowFile),
        FileFormat::Sqlite if !export.tables.is_empty() => {
            bail!("a copy of the database has all tables; leave out `--tables`")
        }
        FileFormat::Sqlite => Format::Sqlite,
    };
    let db = open::reading(&config).await?;
    // Drawn on a terminal only.
    let style = ProgressStyle::with_template("{msg:18} {wide_bar} {human_pos}/{human_len} rows")?;
    let bar = ProgressBar::new(0).with_style(style);
    let wanted = Wanted { format, out: export.out, tables: export.tables };
    let written = export::export(&db, &wanted, |progress| {
        bar.set_message(progress.table.to_owned());
        bar.set_length(progress.of);
        bar.set_position(progress.rows);
    })
    .await;
    bar.finish_and_clear();
    db.close().await?;
    let written = written?;
    let rows = if written.rows > 0 { format!(", {} rows", written.rows) } else { String::new() };
    print(&format!("{}: {} files{rows}\n", written.folder.display(), written.files))
}
