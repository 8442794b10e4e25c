-- Where a move takes an application from one team to another; else both are empty.

ALTER TABLE plan_item ADD COLUMN team_from_id {key} NOT NULL DEFAULT '';
ALTER TABLE plan_item ADD COLUMN team_to_id {key} NOT NULL DEFAULT '';
