package office

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/web"
)

// SectionsPage is a form in parts, each with a title.
type SectionsPage struct {
	web.Page
	Lead, Submit, Action, Back string
	Sections                   []fieldSection
	Errors                     []web.FieldError
}

type fieldSection struct {
	Title, Lead string
	Fields      []web.Field
}

// many are the values of the checkboxes that share a name.
func many(c *fiber.Ctx, name string) []string {
	var all []string
	for _, v := range c.Request().PostArgs().PeekMulti(name) {
		all = append(all, string(v))
	}
	return all
}

// manyIDs are the ids among the values of checkboxes; anything else is dropped.
func manyIDs(c *fiber.Ctx, name string) []int64 {
	var all []int64
	for _, v := range many(c, name) {
		if id, err := strconv.ParseInt(v, 10, 64); err == nil && id > 0 {
			all = append(all, id)
		}
	}
	return all
}
