//! Imports: what is read of dumps, what becomes of broken ones, and how an import goes on that was broken off.

mod input;
mod musicbrainz;
mod pack;
mod run;
