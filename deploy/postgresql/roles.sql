-- Once, on the primary; standbys replay it. psql -v secret="'…'" -v replication_secret="'…'" -f roles.sql
CREATE ROLE needledrop LOGIN PASSWORD :secret;
CREATE DATABASE needledrop OWNER needledrop TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :replication_secret;
