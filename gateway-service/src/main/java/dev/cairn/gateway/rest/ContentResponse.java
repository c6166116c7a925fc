package dev.cairn.gateway.rest;

import dev.cairn.api.block.LocalRange;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.gateway.client.ClientConnection;
import dev.cairn.gateway.data.Calls;
import dev.cairn.gateway.data.ContentReader;
import dev.cairn.gateway.data.OfflineRead;
import dev.cairn.gateway.data.OpenContent;
import dev.cairn.gateway.data.Window;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers GET and HEAD of a file's bytes: conditions, ranges, and what to do about offline data. A status and a header
 * leave only when all bytes are known to be online; whatever fails later breaks the connection off.
 */
final class ContentResponse {

    private static final String SENDFILE_SUPPORT = "org.apache.tomcat.sendfile.support";
    private static final String SENDFILE_FILENAME = "org.apache.tomcat.sendfile.filename";
    private static final String SENDFILE_START = "org.apache.tomcat.sendfile.start";
    private static final String SENDFILE_END = "org.apache.tomcat.sendfile.end";

    /** Below this a copy through memory is cheaper than opening the file once more. */
    private static final long SENDFILE_BYTES_MIN = 48 << 10;

    private final Namespace namespace;
    private final Archive archive;
    private final ContentReader reader;
    private final TransferMeters meters;
    private final TimeSource clock;

    ContentResponse(
            Namespace namespace, Archive archive, ContentReader reader, TransferMeters meters, TimeSource clock) {
        this.namespace = namespace;
        this.archive = archive;
        this.reader = reader;
        this.meters = meters;
        this.clock = clock;
    }

    void head(Calls calls, FileRef file, HttpServletRequest request, HttpServletResponse response) {
        Attributes attributes =
                namespace.lookup(calls.reading(), file, Set.of()).attributes();
        requireRegular(attributes);
        if (isAnswered(attributes, request, response)) {
            return;
        }
        describe(attributes, response);
        response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        response.setContentLengthLong(attributes.size());
    }

    /** @param offline what to do when data is missing */
    void get(Calls calls, FileRef file, OfflinePolicy offline, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Window window = Optional.ofNullable(request.getHeader(HttpHeaders.RANGE))
                .flatMap(Window::parse)
                .orElseGet(Window.Whole::new);
        var waiting = new OfflineRead(
                archive, clock, calls, ClientConnection.of(request), offline.asked(), offline.patienceMax());
        while (true) {
            Attributes attributes;
            Window.Span span;
            long missing;
            try (OpenContent content = reader.open(calls, file, window, Set.of())) {
                attributes = content.attributes();
                requireRegular(attributes);
                if (!(window instanceof Window.Whole) && !new Preconditions(request).isRangeGoodFor(attributes)) {
                    window = new Window.Whole();
                    continue;
                }
                if (isAnswered(attributes, request, response)) {
                    return;
                }
                span = content.span().orElseThrow(() -> unsatisfiable(content.attributes(), request, response));
                OptionalLong firstMissing = content.firstOffline();
                if (firstMissing.isEmpty()) {
                    send(content, span, window, request, response);
                    return;
                }
                missing = firstMissing.getAsLong();
            }
            // No lock is held here: a stage of the file must be able to go on.
            if (!waiting.awaits(attributes, span.from(), span.length(), WaitOp.READ)) {
                throw offline(missing, request);
            }
        }
    }

    private void send(
            OpenContent content,
            Window.Span span,
            Window window,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        describe(content.attributes(), response);
        response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        response.setContentLengthLong(span.length());
        if (!(window instanceof Window.Whole)) {
            response.setStatus(HttpStatus.PARTIAL_CONTENT.value());
            response.setHeader(
                    HttpHeaders.CONTENT_RANGE,
                    "bytes %d-%d/%d"
                            .formatted(
                                    span.from(),
                                    span.to() - 1,
                                    content.attributes().size()));
        }
        meters.sent(span.length());
        Optional<LocalRange> local = canSendFile(span, request) ? content.localRange() : Optional.empty();
        if (local.isPresent()) {
            request.setAttribute(SENDFILE_FILENAME, local.get().file().toString());
            request.setAttribute(SENDFILE_START, local.get().offset());
            request.setAttribute(
                    SENDFILE_END, local.get().offset() + local.get().length());
        } else {
            content.writeTo(response.getOutputStream());
        }
    }

    private static boolean canSendFile(Window.Span span, HttpServletRequest request) {
        return span.length() >= SENDFILE_BYTES_MIN && Boolean.TRUE.equals(request.getAttribute(SENDFILE_SUPPORT));
    }

    private static boolean isAnswered(Attributes file, HttpServletRequest request, HttpServletResponse response) {
        return switch (new Preconditions(request).ofRead(file)) {
            case SEND -> false;
            case NOT_MODIFIED -> {
                describe(file, response);
                response.setStatus(HttpStatus.NOT_MODIFIED.value());
                yield true;
            }
            case FAILED ->
                throw new ProblemException(Problem.of(
                                new CairnException(
                                        ErrorCode.PRECONDITION_FAILED, "the file is not in the version asked for"),
                                RequestIdFilter.requestId(request))
                        .withDataVersion(Long.toUnsignedString(file.dataVersion())));
        };
    }

    private static void describe(Attributes file, HttpServletResponse response) {
        response.setHeader(HttpHeaders.ETAG, EntityTags.header(file.dataVersion()));
        response.setDateHeader(HttpHeaders.LAST_MODIFIED, file.mtime().toEpochMilli());
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        response.setHeader(ResponseHeaders.INODE, file.inode().toString());
        response.setHeader(ResponseHeaders.ONLINE_BLOCKS, Long.toString(file.onlineBlocks()));
        response.setHeader(ResponseHeaders.OFFLINE_BLOCKS, Long.toString(file.offlineBlocks()));
    }

    private static void requireRegular(Attributes file) {
        if (file.isDirectory()) {
            throw new CairnException(ErrorCode.EISDIR, "it is a directory");
        }
        if (file.type() != FileType.REGULAR) {
            throw new CairnException(ErrorCode.EINVAL, "state", "it is a symbolic link, which has no bytes to read");
        }
    }

    private static ProblemException offline(long offset, HttpServletRequest request) {
        String block = Long.toString(offset / MetadataLimits.BLOCK_BYTES);
        return new ProblemException(Problem.of(
                        new CairnException(
                                ErrorCode.OFFLINE, "block " + block + " is offline and must be staged first"),
                        RequestIdFilter.requestId(request))
                .withFirstMissingBlock(block));
    }

    private static ProblemException unsatisfiable(
            Attributes file, HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + file.size());
        return new ProblemException(Problem.of(
                HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                EdgeCode.RANGE_NOT_SATISFIABLE.name(),
                "",
                "the file has " + file.size() + " bytes",
                RequestIdFilter.requestId(request)));
    }
}
