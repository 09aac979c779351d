//! Encryption of the connections to PostgreSQL, by the same rules as those of the writing ones: `prefer` and `require`
//! ask for no proof of who the server is, `verify-ca` asks for a certificate that we can follow to a root, `verify-full`
//! for one that names the host besides.

use std::{fs, io, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::WebPkiServerVerifier,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject},
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// What must be proven, and by which files.
#[derive(Debug, Default)]
pub struct Proof {
    pub chain: bool,
    pub name: bool,
    /// Root certificates that are trusted beside the usual ones, as SQLx shows them: `file: PATH`, or PEM itself.
    pub roots: Option<String>,
    /// Our own certificate and its key, in the same way.
    pub own: Option<(String, String)>,
}

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// Makes encrypted connections.
pub fn connector(proof: &Proof) -> Result<MakeRustlsConnect, Failed> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = match proof.chain {
        false => None,
        true => {
            let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            if let Some(more) = &proof.roots {
                for certificate in CertificateDer::pem_slice_iter(&pem(more)?) {
                    roots.add(certificate?)?;
                }
            }
            Some(WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build()?)
        }
    };
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier { chain, name: proof.name, provider }));
    let config = match &proof.own {
        None => config.with_no_client_auth(),
        Some((certificate, key)) => {
            let chain = CertificateDer::pem_slice_iter(&pem(certificate)?).collect::<Result<_, _>>()?;
            config.with_client_auth_cert(chain, PrivateKeyDer::from_pem_slice(&pem(key)?)?)?
        }
    };
    Ok(MakeRustlsConnect::new(config))
}

fn pem(shown: &str) -> io::Result<Vec<u8>> {
    match shown.strip_prefix("file: ") {
        Some(path) => fs::read(path),
        None => Ok(shown.into()),
    }
}

/// Checks that the server has the key of its certificate, and of the certificate what is wanted.
#[derive(Debug)]
struct Verifier {
    chain: Option<Arc<WebPkiServerVerifier>>,
    name: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        server: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(server, between, name, ocsp, now) {
            // The name is looked at last, when all else is proven.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.name => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
