-- The prices of every list by which the brake tells a mass mistake, list 1 first, with semicolons between. What stood in
-- price before is read where nothing stands here; a program of the version before goes on with that column.
ALTER TABLE record ADD COLUMN prices {text};
