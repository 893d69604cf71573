-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether some return still has a file, for the purge of those that none has.
CREATE INDEX rma_attachment_by_hash ON rma_attachment (hash);
