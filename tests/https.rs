//! The real HTTPS host and the real client: pinned certificate, wrong password, expired session, revocation, audit.

use client::Client;
use contract::{ErrorCode, Nothing, Role, SignIn};
use server::http::{Certificate, Limits, serve};
use tests::Bench;

async fn start(bench: &Bench) -> (String, String, tokio::sync::oneshot::Sender<()>) {
    let certificate = Certificate::make(&[]).unwrap();
    let fingerprint = certificate.fingerprint();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let workspace = bench.workspace.clone();
    tokio::spawn(serve(workspace, listener, certificate, Limits::default(), None, async {
        let _ = stopped.await;
    }));
    (address, fingerprint, stop)
}

fn sign_in(name: &str, password: &str) -> SignIn {
    SignIn { name: name.into(), password: password.into() }
}

#[test]
fn sign_in_use_sign_out_and_what_goes_wrong() {
    let bench = Bench::harbor();
    app::new_account(bench.workspace.store(), "ana", Role::Analyst, "correct horse").unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (address, fingerprint, stop) = start(&bench).await;
        let client = Client::new(&address, &fingerprint).unwrap();
        assert_eq!(client.overview(&Nothing {}).await.unwrap_err().code, ErrorCode::SessionExpired);
        assert_eq!(client.sign_in(&sign_in("ana", "wrong")).await.unwrap_err().code, ErrorCode::WrongPassword);
        assert_eq!(client.sign_in(&sign_in("nobody", "wrong")).await.unwrap_err().code, ErrorCode::WrongPassword);
        let session = client.sign_in(&sign_in("ana", "correct horse")).await.unwrap();
        let signed = Client::new(&address, &fingerprint).unwrap().with_token(session.token);
        let overview = signed.overview(&Nothing {}).await.unwrap();
        assert!(overview.records > 10_000 && overview.quarantined > 0);
        assert_eq!(signed.session(&Nothing {}).await.unwrap().token, None);
        signed.sign_out(&Nothing {}).await.unwrap();
        assert_eq!(signed.overview(&Nothing {}).await.unwrap_err().code, ErrorCode::SessionExpired);
        let other = "00".repeat(32);
        assert_eq!(Client::new(&address, &other).unwrap().overview(&Nothing {}).await.unwrap_err().code, ErrorCode::CertificateChanged);
        let _ = stop.send(());
        tokio::time::timeout(std::time::Duration::from_secs(20), async {
            while client.overview(&Nothing {}).await.unwrap_err().code != ErrorCode::Offline {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        })
        .await
        .unwrap();
    });
    let (events, root) = bench.workspace.store().audit_log().unwrap();
    assert!(root.is_ok());
    assert!(events.iter().any(|e| e.what == "signed in" && e.outcome == "wrong_password"));
    assert!(events.iter().all(|e| !format!("{e:?}").contains("correct horse")));
}
