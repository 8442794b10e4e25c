-- An e-mail about an account holds a link into it: nobody reads it in the table.

ALTER TABLE mail ADD COLUMN body_sealed {blob};             -- in the place of body
ALTER TABLE mail ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0; -- not sent any more from then on; 0: as any
