package web

import (
	"net"
	"testing"
	"time"
)

func TestOneAddressCannotHoldAllConnections(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	limited := limitPerAddress(inner, 2)
	accepted := make(chan net.Conn, 10)
	go func() {
		for {
			conn, err := limited.Accept()
			if err != nil {
				close(accepted)
				return
			}
			accepted <- conn
		}
	}()
	dial := func() net.Conn {
		conn, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	dial()
	dial()
	first, second := <-accepted, <-accepted
	third := dial()
	_ = third.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := third.Read(make([]byte, 1)); err == nil || isTimeout(err) {
		t.Fatalf("the third connection must be closed at once, got %v", err)
	}
	first.Close()
	first.Close() // twice: the place is given back once
	dial()
	<-accepted
	fifth := dial()
	_ = fifth.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := fifth.Read(make([]byte, 1)); err == nil || isTimeout(err) {
		t.Fatalf("closing twice gave two places back: %v", err)
	}
	second.Close()
}

func isTimeout(err error) bool {
	t, ok := err.(net.Error)
	return ok && t.Timeout()
}
