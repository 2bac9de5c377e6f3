-- A copy of a database must not write to real debtors.
UPDATE debtor_followup_policy SET state = 'draft';
UPDATE debtor_notice_line SET state = 'cancelled'
 WHERE state IN ('preview', 'draft', 'queued', 'sending');
UPDATE debtor_notice SET state = 'cancelled', cancel_reason = 'Neutralized copy'
 WHERE state IN ('preview', 'draft', 'queued', 'sending');
