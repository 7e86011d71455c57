package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"

	"github.com/gofiber/fiber/v2"

	"approdo/app/db"
)

// bareCommand is the word that makes this binary the server of bare handlers.
const bareCommand = "bare"

// serveBare answers on a free port, which it prints: /bare sends so many bytes,
// /query sends them after one query by primary key. It reads the database's address
// and the number of bytes from in.
func serveBare(ctx context.Context, in io.Reader, out io.Writer) error {
	var dsn string
	var size int
	if _, err := fmt.Fscan(in, &dsn, &size); err != nil {
		return err
	}
	pools, err := db.Open(dsn, db.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = pools.Close() }()
	body := bytes.Repeat([]byte("x"), size)
	send := func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Send(body)
	}
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/bare", send)
	app.Get("/query", func(c *fiber.Ctx) error {
		var name string
		if err := pools.Web.NewRaw("SELECT slug FROM sites WHERE id = ?", 1).Scan(c.UserContext(), &name); err != nil {
			return err
		}
		return send(c)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, l.Addr())
	go func() {
		<-ctx.Done()
		_ = app.Shutdown()
	}()
	return app.Listener(l)
}
