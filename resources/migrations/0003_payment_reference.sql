-- SPDX-License-Identifier: GPL-3.0-or-later
-- Finds the payment that a provider's reference belongs to. Store credit makes its references itself.
CREATE INDEX payment_by_reference ON payment (method, reference) WHERE status = 'charged' AND method <> 'store_credit';
