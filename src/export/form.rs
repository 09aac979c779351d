//! The forms in which a table is written, and the writer of each. Writers hold no more than a part of a table.

use arrow_array::RecordBatch;
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::SchemaRef;
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};

use super::{Error, text};

/// Rows that Parquet keeps together. A writer holds as many.
const ROW_GROUP: usize = 65_536;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated values with one line of names, as RFC 4180 has it but for lines that end in `\n`. Null is empty, an
    /// empty text is `""`, a list is JSON.
    ///
    /// Cells that a spreadsheet would take for formulas are left as they are: what would make them harmless there would make
    /// them untrue for everyone else.
    Csv,
    /// One JSON object a line.
    Ndjson,
    Parquet,
    /// Arrow's file format, for random access.
    ArrowFile,
    /// Arrow's stream format, which can be read while it arrives.
    ArrowStream,
}

impl Form {
    /// The ending of a file.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
            Self::ArrowFile => "arrow",
            Self::ArrowStream => "arrows",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::ArrowFile => "application/vnd.apache.arrow.file",
            Self::ArrowStream => "application/vnd.apache.arrow.stream",
        }
    }
}

/// Writes the rows of one table, piece by piece.
pub enum Writer {
    Csv { schema: SchemaRef, begun: bool },
    Ndjson,
    Parquet(Box<ArrowWriter<Vec<u8>>>),
    ArrowFile(Box<FileWriter<Vec<u8>>>),
    ArrowStream(Box<StreamWriter<Vec<u8>>>),
}

impl Writer {
    pub fn new(form: Form, schema: SchemaRef) -> Result<Self, Error> {
        Ok(match form {
            Form::Csv => Self::Csv { schema, begun: false },
            Form::Ndjson => Self::Ndjson,
            Form::Parquet => {
                let properties = WriterProperties::builder()
                    .set_compression(Compression::ZSTD(ZstdLevel::default()))
                    .set_max_row_group_row_count(Some(ROW_GROUP))
                    .build();
                Self::Parquet(Box::new(ArrowWriter::try_new(Vec::new(), schema, Some(properties))?))
            }
            Form::ArrowFile => Self::ArrowFile(Box::new(FileWriter::try_new(Vec::new(), &schema)?)),
            Form::ArrowStream => Self::ArrowStream(Box::new(StreamWriter::try_new(Vec::new(), &schema)?)),
        })
    }

    /// The bytes that these rows make, and whatever came before them and was not given out.
    pub fn write(&mut self, rows: &RecordBatch) -> Result<Vec<u8>, Error> {
        Ok(match self {
            Self::Csv { schema, begun } => {
                let mut out = Vec::new();
                if !std::mem::replace(begun, true) {
                    text::csv_names(schema, &mut out);
                }
                text::csv(rows, &mut out)?;
                out
            }
            Self::Ndjson => {
                let mut out = Vec::new();
                text::ndjson(rows, &mut out)?;
                out
            }
            Self::Parquet(writer) => {
                writer.write(rows)?;
                std::mem::take(writer.inner_mut())
            }
            Self::ArrowFile(writer) => {
                writer.write(rows)?;
                std::mem::take(writer.get_mut())
            }
            Self::ArrowStream(writer) => {
                writer.write(rows)?;
                std::mem::take(writer.get_mut())
            }
        })
    }

    /// The bytes that end the table.
    pub fn finish(self) -> Result<Vec<u8>, Error> {
        Ok(match self {
            Self::Csv { schema, begun } => {
                let mut out = Vec::new();
                if !begun {
                    text::csv_names(&schema, &mut out);
                }
                out
            }
            Self::Ndjson => Vec::new(),
            Self::Parquet(writer) => writer.into_inner()?,
            Self::ArrowFile(writer) => writer.into_inner()?,
            Self::ArrowStream(writer) => writer.into_inner()?,
        })
    }
}
