// Speak a text through Tritone's HTTP endpoint and write the sound as it arrives:
//
//	go run say.go "Hello there." hello.wav [HOST:PORT]
//
// The standard library is enough. Over gRPC: protoc with tritone/client/protocol/*.proto (docs/clients.md).
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"
)

type event struct {
	Audio           []byte  `json:"audio"` // encoding/json reads base64 into bytes
	DurationSeconds float64 `json:"duration_seconds"`
	IsLast          bool    `json:"is_last"`
	Error           string  `json:"error"`
}

// kind tells what to do about an error (docs/errors.md).
func kind(message string) string {
	for _, words := range []string{"Server is stopping", "Server not ready", "Exceeds maximum queue size"} {
		if strings.Contains(message, words) {
			return "full"
		}
	}
	for _, begin := range []string{`input "`, "[request id:", "Request for unknown model"} {
		if strings.HasPrefix(message, begin) {
			return "invalid"
		}
	}
	if strings.HasSuffix(message, "try again later") {
		return "full"
	}
	return "broken"
}

func say(ctx context.Context, address, text, file string) error {
	body, err := json.Marshal(map[string]string{"text": text, "voice": "heart", "format": "wav", "encoding": "base64"})
	if err != nil {
		return err
	}
	url := "http://" + address + "/v2/models/tts/generate_stream"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	sent := time.Now()
	response, err := http.DefaultClient.Do(request) // ending ctx closes the connection, and the server stops speaking
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var sound *os.File
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 4<<20) // a line is a chunk of up to 2 s
	for lines.Scan() {
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("data:")))
		if len(line) == 0 {
			continue
		}
		var got event
		if err := json.Unmarshal(line, &got); err != nil {
			return fmt.Errorf("HTTP %s: %w", response.Status, err)
		}
		if got.Error != "" {
			return fmt.Errorf("%s: %s", kind(got.Error), got.Error)
		}
		if sound == nil {
			if sound, err = os.Create(file); err != nil {
				return err
			}
			defer sound.Close()
		}
		if _, err := sound.Write(got.Audio); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%d ms: %.2f s of sound\n", time.Since(sent).Milliseconds(), got.DurationSeconds)
		if got.IsLast {
			return nil
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return fmt.Errorf("broken off: the stream ended without its last chunk")
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: go run say.go TEXT FILE.wav [HOST:PORT]")
		os.Exit(2)
	}
	address := "localhost:8000"
	if len(os.Args) > 3 {
		address = os.Args[3]
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := say(ctx, address, os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
