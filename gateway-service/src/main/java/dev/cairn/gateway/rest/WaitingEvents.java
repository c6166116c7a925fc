package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Arrivals;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.gateway.client.ClientConnection;
import dev.cairn.gateway.data.Calls;
import dev.cairn.gateway.data.GatewayLimits;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * The waiting list as server-sent events. A stream is a request on a thread of its own that asks the service for news and
 * writes them; the service remembers a bounded number of arrivals, and a stream that reads slower than they come starts over
 * with the list. So neither side keeps anything for a client that does not read.
 */
class WaitingEvents {

    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event: waiting\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Archive archive;
    private final JsonMapper json;
    private final TimeSource clock;
    private final Semaphore streams = new Semaphore(GatewayLimits.EVENT_STREAMS_MAX);

    private volatile boolean isClosing;

    WaitingEvents(Archive archive, JsonMapper json, TimeSource clock) {
        this.archive = archive;
        this.json = json;
        this.clock = clock;
    }

    /** Streams would hold up the end of the process for ever. */
    @EventListener
    void close(ContextClosedEvent event) {
        isClosing = true;
    }

    /**
     * Sends events until the client goes away or the gateway stops.
     *
     * @throws CairnException {@link ErrorCode#OVERLOADED} before the answer begins; a failure of the service later ends the
     *     stream, and the client connects again
     */
    void send(Calls calls, ClientConnection client, HttpServletResponse response) throws IOException {
        if (!streams.tryAcquire()) {
            throw new CairnException(
                    ErrorCode.OVERLOADED,
                    "streams",
                    "all " + GatewayLimits.EVENT_STREAMS_MAX + " event streams are in use");
        }
        try {
            follow(calls, client, response);
        } finally {
            streams.release();
        }
    }

    private void follow(Calls calls, ClientConnection client, HttpServletResponse response) throws IOException {
        Arrivals.Position at = now(calls);
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        OutputStream out = response.getOutputStream();
        out.write(HEARTBEAT);
        list(calls, out);
        response.flushBuffer();
        Deadline silence = Deadline.in(GatewayLimits.EVENT_HEARTBEAT_TIME, clock);
        while (!isClosing && client.isOpen()) {
            Arrivals news = archive.arrivals(
                    calls.reading(GatewayLimits.EVENT_POLL_TIME),
                    at,
                    GatewayLimits.EVENTS_PER_CALL,
                    GatewayLimits.EVENT_POLL_TIME);
            at = news.next();
            if (news.isWhole()) {
                write(news.places(), out);
            } else {
                list(calls, out);
            }
            if (silence.isPast(clock)) {
                out.write(HEARTBEAT);
            }
            if (!news.isWhole() || !news.places().isEmpty() || silence.isPast(clock)) {
                response.flushBuffer();
                silence = Deadline.in(GatewayLimits.EVENT_HEARTBEAT_TIME, clock);
            }
        }
    }

    private Arrivals.Position now(Calls calls) {
        return archive.arrivals(calls.reading(), Arrivals.Position.NONE, 0, Duration.ZERO)
                .next();
    }

    private void list(Calls calls, OutputStream out) throws IOException {
        Waiting.Cursor after = Waiting.Cursor.START;
        List<Waiting> page;
        do {
            page = archive.waiting(calls.reading(), after, GatewayLimits.EVENTS_PER_CALL, Duration.ZERO);
            write(page, out);
            after = page.isEmpty() ? after : page.getLast().cursor();
        } while (!page.isEmpty());
    }

    private void write(List<Waiting> places, OutputStream out) throws IOException {
        for (Waiting place : places) {
            out.write(EVENT);
            out.write(json.writeValueAsBytes(Json.Waiter.of(place)));
            out.write(END);
        }
    }
}
