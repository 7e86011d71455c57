-- named is what a name says of a job, the same of women and of men: a typed title is held
-- against it as a whole.
ALTER TABLE occupation_terms ADD COLUMN named text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX occupation_terms_named ON occupation_terms (named) WHERE named <> '';

-- Skills are shipped with the program too, as occupations are: code is ours, esco says that
-- the classification last imported has the skill.
ALTER TABLE skills ALTER COLUMN esco_uri DROP NOT NULL;
ALTER TABLE skills ADD COLUMN code text, ADD COLUMN shipped boolean NOT NULL DEFAULT false, ADD COLUMN esco boolean NOT NULL DEFAULT false;
UPDATE skills SET esco = retired_at IS NULL;
ALTER TABLE skills ADD CONSTRAINT skills_code_taken UNIQUE (code);
ALTER TABLE skills ADD CONSTRAINT skills_code_shape CHECK (code ~ '^[a-z0-9][a-z0-9_-]{1,79}$');
ALTER TABLE skills ADD CONSTRAINT skills_known CHECK (code IS NOT NULL OR esco_uri IS NOT NULL);
ALTER TABLE skill_terms ADD COLUMN shipped boolean NOT NULL DEFAULT false;

-- What an occupation asks for is said by our files, by ESCO, or by both.
ALTER TABLE occupation_skills ADD COLUMN shipped boolean NOT NULL DEFAULT false, ADD COLUMN esco boolean NOT NULL DEFAULT false;
UPDATE occupation_skills SET esco = true;
