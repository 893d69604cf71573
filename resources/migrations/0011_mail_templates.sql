-- SPDX-License-Identifier: GPL-3.0-or-later
-- What customers are written. language: of the order, as "de"; empty: nobody said.

ALTER TABLE orders ADD COLUMN language TEXT NOT NULL DEFAULT '';

-- A text that an admin has changed; all others are the program's own (resources/mail). After a reset the texts are NULL: the row keeps the version, so
-- that no version means two texts.
CREATE TABLE mail_template (
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    subject TEXT,
    text_body TEXT,
    html_body TEXT,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (kind, language)
);
