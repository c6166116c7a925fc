package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.gateway.client.ClientConnection;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who waits for offline data. */
@Tag(name = "waiting", description = "Requests and recalls that wait for offline data, on the whole volume.")
@RestController
class WaitingController {

    /** The codes behind it are those of this system, which no failed request should show to its client. */
    private static final ErrorCode LAST_POSIX_CODE = ErrorCode.EROFS;

    private final Archive archive;
    private final RestSettings settings;
    private final WaitingEvents events;

    WaitingController(Archive archive, RestSettings settings, WaitingEvents events) {
        this.archive = archive;
        this.settings = settings;
        this.events = events;
    }

    @Operation(
            summary = "Inodes and first missing blocks that somebody waits for, in order",
            description =
                    "Starts behind after=INODE.BLOCK. With poll=SECONDS an empty answer is held back until somebody "
                            + "waits or the time is over.")
    @GetMapping("/v1/waiting")
    Json.Waiters waiting(
            Calls calls,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(defaultValue = "0") String poll) {
        Waiting.Cursor cursor = Parameters.waitingCursor(after);
        Duration wait = Parameters.seconds("poll", poll, settings.pollTimeMax());
        List<Waiting> waiting = archive.waiting(calls.reading(wait), cursor, Parameters.limit(limit), wait);
        Waiting.Cursor next = waiting.isEmpty() ? cursor : waiting.getLast().cursor();
        return new Json.Waiters(
                waiting.stream().map(Json.Waiter::of).toList(),
                next.inode() + "." + Long.toUnsignedString(next.block()));
    }

    @Operation(
            summary = "The waiting list as server-sent events",
            description =
                    "First an event `waiting` for every place in the list, then one for each that is new, with the ops "
                            + "that are new there. Comments say that the stream lives. A stream that fell far behind, and one whose "
                            + "service has another leader, gets the whole list again. Last-Event-ID is ignored: whoever connects "
                            + "again gets the list.")
    @GetMapping(path = "/v1/waiting/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void events(Calls calls, HttpServletRequest request, HttpServletResponse response) throws IOException {
        events.send(calls, ClientConnection.of(request), response);
    }

    @Operation(
            summary = "Fails those who wait for a range of a file",
            description = "They get the error, a POSIX name such as EIO. Answers how many were hit.")
    @PostMapping("/v1/waiting/fail")
    Json.Failed fail(Calls calls, @RequestBody FailRequest body) {
        InodeNumber inode = Parameters.inode(Parameters.required("inode", body.inode()));
        long offset = Parameters.unsigned("offset", body.offset() == null ? "0" : body.offset());
        long length = Parameters.unsigned("length", Parameters.required("length", body.length()));
        Set<WaitOp> ops = ops(body.ops());
        ErrorCode error = error(Parameters.required("error", body.error()));
        return new Json.Failed(
                calls.change(context -> archive.failWaiting(context, inode, offset, length, ops, error)));
    }

    /** Which waiters, and with which error they fail; without ops all of them. */
    record FailRequest(
            @Nullable String inode,
            @Nullable String offset,
            @Nullable String length,
            @Nullable List<String> ops,
            @Nullable String error) {}

    private static Set<WaitOp> ops(@Nullable List<String> names) {
        if (names == null) {
            return EnumSet.allOf(WaitOp.class);
        }
        Set<WaitOp> ops = EnumSet.noneOf(WaitOp.class);
        for (String name : names) {
            ops.add(
                    switch (name) {
                        case "read" -> WaitOp.READ;
                        case "write" -> WaitOp.WRITE;
                        case "change_size" -> WaitOp.CHANGE_SIZE;
                        default -> throw Parameters.invalid("ops", "read, write or change_size", name);
                    });
        }
        return ops;
    }

    private static ErrorCode error(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name) && code.compareTo(LAST_POSIX_CODE) <= 0) {
                return code;
            }
        }
        throw Parameters.invalid("error", "the name of a POSIX error", name);
    }
}
