//! Servers that are killed, frozen and cut off while they are asked, and what is answered then.

mod cluster;
mod load;
mod standbys;
