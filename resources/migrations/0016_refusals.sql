-- SPDX-License-Identifier: GPL-3.0-or-later
-- How often somebody was refused of late (core/store/refusal.h), however long the audit trail is.
CREATE INDEX audit_refusals ON audit (actor, at) WHERE entity = 'refusal';
