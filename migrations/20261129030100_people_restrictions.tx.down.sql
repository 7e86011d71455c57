DELETE FROM privacy_requests WHERE kind = 'lift';
ALTER TABLE privacy_requests
    DROP CONSTRAINT privacy_requests_answered,
    DROP CONSTRAINT privacy_requests_effect_granted,
    DROP CONSTRAINT privacy_requests_effect_known,
    DROP CONSTRAINT privacy_requests_kind_known,
    DROP CONSTRAINT privacy_requests_said;
UPDATE privacy_requests SET answer = '—' WHERE effect = 'erase' AND answer = '';
ALTER TABLE privacy_requests DROP COLUMN effect,
    ADD CONSTRAINT privacy_requests_kind_known CHECK (kind IN ('correct', 'object', 'restrict', 'erase')),
    ADD CONSTRAINT privacy_requests_said CHECK (kind = 'erase' OR text <> ''),
    ADD CONSTRAINT privacy_requests_answered CHECK (answer <> '' OR state IN ('open', 'withdrawn') OR kind = 'erase' AND state = 'done');
UPDATE cv_shares SET ended_why = 'staff' WHERE ended_why = 'restricted';
ALTER TABLE cv_shares DROP CONSTRAINT cv_shares_why_known,
    ADD CONSTRAINT cv_shares_why_known CHECK (ended_why IN ('', 'consent', 'cv', 'staff', 'time', 'person'));
DROP TRIGGER outgoing_shares_held ON outgoing_shares;
DROP FUNCTION people_hold_outgoing();
DROP TRIGGER consents_held ON consents;
DROP FUNCTION people_hold_consent();
DROP TRIGGER consent_requests_held ON consent_requests;
DROP TRIGGER cv_shares_held ON cv_shares;
DROP TRIGGER cvs_held_as ON cvs;
DROP TRIGGER cvs_held ON cvs;
DROP TRIGGER cv_drafts_held_away ON cv_drafts;
DROP TRIGGER cv_drafts_held_as ON cv_drafts;
DROP TRIGGER cv_drafts_held ON cv_drafts;
DROP TRIGGER preferences_held_as ON preferences;
DROP TRIGGER preferences_held ON preferences;
DROP TRIGGER person_special_held_as ON person_special;
DROP TRIGGER person_special_held ON person_special;
DROP TRIGGER person_entries_held_as ON person_entries;
DROP TRIGGER person_entries_held ON person_entries;
DROP TRIGGER people_held ON people;
DROP FUNCTION people_hold_row();
DROP FUNCTION people_hold();
DROP FUNCTION people_refuse(bigint[], boolean);
DROP TABLE people_restrictions;
