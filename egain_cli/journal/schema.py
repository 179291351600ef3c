"""Owns the journal's tables and the marks that tell it from other files; knows no statement.

An item is keyed by its run and number in one integer, so that a run's items lie side by side. A
message is known by its identity; what was accepted, unknown and being sent stand apart, each as
the item that made it so: a later refusal forgets none of them. `base` is empty where it is the
identity itself.
"""

APPLICATION_ID = 0x6547414A  # "eGAJ"
VERSION = 1

SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE runs (
  number INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, record TEXT NOT NULL,
  started INTEGER NOT NULL, ended INTEGER, exit_code INTEGER, pid INTEGER NOT NULL,
  host TEXT NOT NULL, accepted INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0,
  invalid INTEGER NOT NULL DEFAULT 0, unknown INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0, not_attempted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE items (
  id INTEGER PRIMARY KEY, origin TEXT NOT NULL, status TEXT NOT NULL, message INTEGER,
  started INTEGER, ended INTEGER, http_status INTEGER, activity_id TEXT, location TEXT,
  code TEXT, words TEXT, exit_code INTEGER, attempts INTEGER NOT NULL DEFAULT 0,
  ms INTEGER NOT NULL DEFAULT 0, attachments INTEGER NOT NULL DEFAULT 0,
  inline INTEGER NOT NULL DEFAULT 0, findings TEXT);
CREATE INDEX items_by_message ON items (message) WHERE message IS NOT NULL;
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, identity TEXT NOT NULL, base TEXT, sending INTEGER,
  unknown INTEGER, accepted INTEGER, accepted_at INTEGER, activity_id TEXT);
CREATE UNIQUE INDEX messages_by_identity ON messages (identity);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
COMMIT;
"""
