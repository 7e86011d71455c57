package web

import (
	"time"

	"github.com/gofiber/fiber/v2"
)

// KeepWord has the browser keep a sealed word for a while, HttpOnly, for who has no session;
// "" makes it forget. name is one of few, letters only.
func (a *App) KeepWord(c *fiber.Ctx, name, word string, life time.Duration) {
	if word == "" {
		life = -time.Hour
	}
	a.cookie(c, "approdo_"+name, word, life)
}

// KeptWord is what KeepWord kept in this browser, "" for nothing. Only its seal says that
// it is ours.
func KeptWord(c *fiber.Ctx, name string) string { return c.Cookies("approdo_" + name) }
