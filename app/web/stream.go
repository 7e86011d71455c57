package web

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/files"
)

// StreamFile is SendFile for a file that may be too large to be held in memory: what is
// wrong with it breaks the answer off before its end.
func (a *App) StreamFile(c *fiber.Ctx, f *files.File) error {
	content, err := a.vault.Open(c.UserContext(), f)
	if err != nil {
		return err
	}
	if err := Attach(c, withEnding(f.Name, f.Type), f.Type, nil); err != nil {
		return err
	}
	return c.SendStream(content, int(f.Size)) // closes it
}
