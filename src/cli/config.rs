//! `needledrop config`: what would be in force.

use super::print::print;
use crate::config::Config;

pub fn config(config: &Config) -> anyhow::Result<()> {
    print(&config.to_toml()?)
}
