//! Servers that are killed, frozen and cut off while they are asked, and what is answered then. The servers of needledrop are
//! processes here, as are those of PostgreSQL, but for `standbys`, which looks into one.

mod cluster;
mod imports;
mod load;
mod postgres;
mod process;
mod proxy;
mod sqlite;
mod standbys;
