//! The address of a PostgreSQL server, from the terms of one driver into those of the other.

use sea_orm::sqlx::{
    ConnectOptions,
    postgres::{PgConnectOptions, PgSslMode},
};
use tokio_postgres::{Config, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::tls::{self, Proof};
use crate::db::Error;

/// The same server, in the terms of the other driver. What the first has found in the environment or in a file of
/// passwords is in the address that it writes.
pub fn address(server: &PgConnectOptions) -> Result<(Config, Option<MakeRustlsConnect>), Error> {
    let mut config = Config::new();
    match server.get_socket() {
        Some(folder) => config.host_path(folder),
        None => config.host(server.get_host()),
    };
    config.port(server.get_port()).user(server.get_username());
    config.dbname(server.get_database().unwrap_or(server.get_username()));
    if let Some(options) = server.get_options() {
        config.options(options);
    }
    // Names that a URL would not hold as they are stay out of it.
    let url = server.clone().username("user").database("database").host("host").to_url_lossy();
    if let Some(password) = url.password() {
        config.password(percent_encoding::percent_decode_str(password).collect::<Vec<u8>>());
    }
    let parameter = |name| url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
    let mode = match server.get_ssl_mode() {
        _ if server.get_socket().is_some() => SslMode::Disable,
        PgSslMode::Disable | PgSslMode::Allow => SslMode::Disable,
        PgSslMode::Prefer => SslMode::Prefer,
        PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull => SslMode::Require,
    };
    config.ssl_mode(mode);
    if mode == SslMode::Disable {
        return Ok((config, None));
    }
    let proof = Proof {
        chain: matches!(server.get_ssl_mode(), PgSslMode::VerifyCa | PgSslMode::VerifyFull),
        name: matches!(server.get_ssl_mode(), PgSslMode::VerifyFull),
        roots: parameter("sslrootcert"),
        own: parameter("sslcert").zip(parameter("sslkey")),
    };
    Ok((config, Some(tls::connector(&proof).map_err(Error::Encryption)?)))
}
