package desks

import (
	"errors"
	"slices"
	"strings"
)

var errHours = errors.New("hours: want 9:00-13:00, 15:00-18:00")

// ParseHours reads the hours of one day as people write them, "9-13, 15:00–18:30":
// from and to of each stretch, in order. Nothing written is no hours. Stretches
// that overlap, and those that end before they begin, are an error.
func ParseHours(s string) ([][2]Clock, error) {
	var all [][2]Clock
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	s = strings.NewReplacer("–", "-", "—", "-", ";", ",", ".", ":").Replace(s)
	for part := range strings.SplitSeq(s, ",") {
		from, to, found := strings.Cut(part, "-")
		a, errA := looseClock(from)
		b, errB := looseClock(to)
		if !found || errA != nil || errB != nil || a >= b {
			return nil, errHours
		}
		all = append(all, [2]Clock{a, b})
	}
	slices.SortFunc(all, func(x, y [2]Clock) int { return int(x[0] - y[0]) })
	for i := 1; i < len(all); i++ {
		if all[i][0] < all[i-1][1] {
			return nil, errHours
		}
	}
	return all, nil
}

// looseClock reads "9" as well as "9:00".
func looseClock(s string) (Clock, error) {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, ":") {
		s += ":00"
	}
	if len(s) > 5 || strings.Trim(s, "0123456789:") != "" {
		return 0, errHours
	}
	return ParseClock(s)
}

// HoursText writes stretches as ParseHours reads them.
func HoursText(all [][2]Clock) string {
	var parts []string
	for _, h := range all {
		parts = append(parts, h[0].String()+"–"+h[1].String())
	}
	return strings.Join(parts, ", ")
}
