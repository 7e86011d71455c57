-- A desk that puts somebody forward for a job, or sends them to a course, tells others of
-- them: refused while the use of their data is limited. What the person does themselves in
-- their area is theirs to do.
CREATE FUNCTION people_hold_road() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM people_refuse(ARRAY[NEW.person_id], true);
    RETURN NULL;
END
$$;
CREATE TRIGGER applications_held AFTER INSERT ON applications FOR EACH ROW WHEN (NEW.road = 'desk') EXECUTE FUNCTION people_hold_road();
CREATE TRIGGER enrolments_held AFTER INSERT ON enrolments FOR EACH ROW WHEN (NEW.road = 'desk') EXECUTE FUNCTION people_hold_road();
