package inspect

import (
	"bytes"
	"encoding/binary"
)

// segments calls do with each marker of a JPEG and its content until do says stop or the
// picture itself begins.
func segments(data []byte, do func(marker byte, content []byte) (stop bool)) {
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		marker := data[at+1]
		if marker == 0xff { // filling
			at++
			continue
		}
		length := int(binary.BigEndian.Uint16(data[at+2:]))
		if length < 2 || at+2+length > len(data) || marker == 0xda {
			return
		}
		if do(marker, data[at+4:at+2+length]) {
			return
		}
		at += 2 + length
	}
}

// frameBytes is how many bytes the decoder keeps for a point of a JPEG: the colours are
// often coarser than the light; one that comes in several passes keeps four more for
// each value until its end.
func frameBytes(data []byte) (perPoint float64) {
	perPoint = 20 // as much as can be
	segments(data, func(marker byte, c []byte) bool {
		if marker < 0xc0 || marker > 0xc2 || len(c) < 6 || len(c) < 6+3*int(c[5]) {
			return false
		}
		values, across, down := 0, 1, 1
		for n := range int(c[5]) {
			x, y := int(c[7+3*n]>>4), int(c[7+3*n]&15)
			values, across, down = values+x*y, max(across, x), max(down, y)
		}
		perPoint = float64(values) / float64(across*down)
		if marker == 0xc2 {
			perPoint *= 5
		}
		return true
	})
	return perPoint
}

// orientation is how a camera was held, 1 to 8 as EXIF counts; 1 where it does not say.
func orientation(data []byte) int {
	turn := 1
	segments(data, func(marker byte, content []byte) bool {
		tiff, ok := bytes.CutPrefix(content, []byte("Exif\x00\x00"))
		if marker != 0xe1 || !ok {
			return false
		}
		turn = tiffOrientation(tiff)
		return true
	})
	return turn
}

// tiffOrientation reads the tag 0x0112 of the first directory.
func tiffOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == 0x0112 {
			if turn := int(order.Uint16(entries[8:])); turn >= 1 && turn <= 8 {
				return turn
			}
			break
		}
		entries = entries[12:]
	}
	return 1
}
