package i18n

import "time"

// Rome is the clock of Italy, for what belongs to no desk.
func Rome() *time.Location {
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return time.UTC // only where the program was built without its zones
	}
	return zone
}
