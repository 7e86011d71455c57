package web

import "strconv"

// IDText is an id as addresses and forms write it.
func IDText(id int64) string { return strconv.FormatInt(id, 10) }

// Path is the address of one thing below base, with what follows its id: "/piano" or "".
func Path(base string, id int64, rest string) string { return base + "/" + IDText(id) + rest }

// PersonPath is the address of a person's page in the office, with what follows it.
func PersonPath(id int64, rest string) string { return Path("/ufficio/persone", id, rest) }

// CasePath is the address of a case's page in the office, with what follows it.
func CasePath(id int64, rest string) string { return Path("/ufficio/percorsi", id, rest) }
