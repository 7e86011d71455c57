DROP TABLE closures, opening_rules, desk_operators, operators, desk_areas, desks, sites;
