package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/message/itk"
)

// request is what a client sends for a step of a scenario.
type request struct {
	scenario string
	bytes    []byte
}

// readRequests reads the requests of a client's run, in the order of their scenarios.
func readRequests(dir string) ([]request, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		return nil, err
	}
	var report struct {
		Scenarios []struct {
			ID        string `json:"id"`
			Exchanges []int  `json:"exchanges"`
		} `json:"scenarios"`
	}
	if err := json.Unmarshal(raw, &report); err != nil {
		return nil, err
	}
	var out []request
	for _, s := range report.Scenarios {
		for _, n := range s.Exchanges {
			content, err := os.ReadFile(filepath.Join(dir, "exchanges", fmt.Sprintf("%04d-request.http", n)))
			if err != nil {
				return nil, err
			}
			out = append(out, request{s.ID, content})
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no requests", dir)
	}
	return out, nil
}

var (
	id      = regexp.MustCompile(`[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}`)
	instant = regexp.MustCompile(`(<wsu:(Created|Expires)>)[^<]*`)
)

// fresh is a request as if it were made now: with identifiers and times of its own, which
// are as long as those that they replace.
func (r request) fresh(now time.Time) []byte {
	ids, made := map[string]string{}, itk.RandomIDs()
	out := id.ReplaceAllStringFunc(string(r.bytes), func(old string) string {
		if ids[old] == "" {
			ids[old] = strings.ToUpper(made.UUID())
		}
		return ids[old]
	})
	return instant.ReplaceAllFunc([]byte(out), func(old []byte) []byte {
		at := now
		if bytes.Contains(old, []byte("Expires")) {
			at = now.Add(5 * time.Minute)
		}
		tag, _, _ := bytes.Cut(old, []byte(">"))
		return append(append(bytes.Clone(tag), '>'), at.UTC().Format(time.RFC3339)...)
	})
}

// send sends requests one after another and reads the answers, until it may stop.
func send(addr string, requests []request, stop <-chan struct{}) error {
	for _, r := range requests {
		select {
		case <-stop:
			return nil
		default:
		}
		if err := sendOne(addr, r.fresh(time.Now())); err != nil {
			return fmt.Errorf("the request of %s: %w", r.scenario, err)
		}
	}
	return nil
}

func sendOne(addr string, content []byte) error {
	conn, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return err
	}
	if _, err := conn.Write(content); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, conn)
	return err
}
