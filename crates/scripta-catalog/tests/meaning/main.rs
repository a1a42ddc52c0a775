//! Both stores do the same: what `Query::matches`, in a few lines of Rust, says that a query means. PostgreSQL is a server of
//! the tests' own, with a schema for each; where it is not installed, a notice says so.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

#[macro_use]
mod behaviours;

mod sqlite {
    use scripta_catalog::{Catalog, CatalogConfig};

    macro_rules! run {
        ($($behaviour:ident),*) => {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                let folder = tempfile::tempdir().unwrap();
                let config = CatalogConfig::Sqlite { folder: folder.path().join("catalog") };
                crate::behaviours::$behaviour(&Catalog::open(&config).await.unwrap()).await;
            }
        )*};
    }

    with_every_behaviour!(run);
}

#[cfg(feature = "postgres")]
mod postgres;
