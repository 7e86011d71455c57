package office

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/web"
)

// finishColumns names the colleagues who are booking right now and lays appointments
// that overlap side by side.
func (s *Screens) finishColumns(c *fiber.Ctx, columns []column) error {
	var refs []string
	for i := range columns {
		columns[i].Lanes = overlaps(columns[i].Items)
		for _, x := range columns[i].Items {
			refs = append(refs, x.HeldBy)
		}
	}
	names, err := s.accountNames(c, refs)
	if err != nil {
		return err
	}
	for i := range columns {
		for j := range columns[i].Items {
			if x := &columns[i].Items[j]; x.HeldBy != "" {
				x.HeldBy = whoIs(web.Of(c), x.HeldBy, names)
			}
		}
	}
	return nil
}

// overlaps puts items that meet another one into lanes and says how many there are,
// "" where nothing meets.
func overlaps(items []dayItem) string {
	most := 1
	for i := 0; i < len(items); {
		group, end := i+1, items[i].End
		for group < len(items) && items[group].Start.Before(end) {
			if items[group].End.After(end) {
				end = items[group].End
			}
			group++
		}
		if group-i > 1 {
			most = max(most, lay(items[i:group]))
		}
		i = group
	}
	if most == 1 {
		return ""
	}
	return fmt.Sprintf("lanes-%d", most)
}

// lay gives each item of a group the first lane that is free, and says how many it took.
func lay(group []dayItem) int {
	var ends []time.Time
	for i := range group {
		lane := 0
		for lane < len(ends) && group[i].Start.Before(ends[lane]) && lane < mostLanes-1 {
			lane++
		}
		if lane == len(ends) {
			ends = append(ends, group[i].End)
		}
		ends[lane] = group[i].End
		group[i].Class += fmt.Sprintf(" lane-%d", lane+1)
	}
	return len(ends)
}
