-- Whose record names whom as one of the household, found from either side.

CREATE TABLE household_link (
	customer_id {key} NOT NULL,      -- whose record it stands in
	member_id {key} NOT NULL,        -- whom it names
	PRIMARY KEY (customer_id, member_id)
) {clustered};
CREATE INDEX household_link_member ON household_link (member_id, customer_id);

INSERT INTO household_link (customer_id, member_id)
	SELECT DISTINCT c.id, json_extract(e.value, '$.customer_id') FROM customer c,
		json_each(CASE WHEN c.household LIKE '%"customer_id":"%' THEN c.household ELSE '[]' END) e
	WHERE coalesce(json_extract(e.value, '$.customer_id'), '') <> '';
