-- Who was erased was given a day far ahead for a birth date, which all of them shared.

UPDATE customer SET born_on = -2147483648 WHERE born_on = 2147483647;
