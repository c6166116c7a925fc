package dev.cairn.gateway.s3;

import dev.cairn.api.block.LocalRange;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.gateway.client.ClientConnection;
import dev.cairn.gateway.data.ContentReader;
import dev.cairn.gateway.data.OfflineRead;
import dev.cairn.gateway.data.OpenContent;
import dev.cairn.gateway.data.Window;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.TimeSource;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * GET and HEAD of objects. An object with offline bytes in the wanted range is refused, unless the directories above it say
 * to wait or to leave a recall; HEAD needs no bytes and always answers.
 */
final class ObjectReads {

    private static final String SENDFILE_SUPPORT = "org.apache.tomcat.sendfile.support";
    private static final String SENDFILE_NAME = "org.apache.tomcat.sendfile.filename";
    private static final String SENDFILE_START = "org.apache.tomcat.sendfile.start";
    private static final String SENDFILE_END = "org.apache.tomcat.sendfile.end";

    private final Namespace namespace;
    private final ContentReader reader;
    private final BucketLookup buckets;
    private final Archive archive;
    private final TimeSource clock;
    private final Semaphore waits = new Semaphore(S3Limits.WAITING_READS_MAX);

    ObjectReads(S3Services services, BucketLookup buckets) {
        this.namespace = services.metadata().namespace();
        this.archive = services.metadata().archive();
        this.reader = services.reader();
        this.clock = services.clock();
        this.buckets = buckets;
    }

    void head(S3Exchange exchange) {
        FileView file = ObjectLookup.find(namespace, buckets, exchange);
        StoredHeaders stored = StoredHeaders.of(file.xattrs());
        if (isNotModified(exchange, file.attributes())) {
            return;
        }
        Wanted wanted = wanted(exchange, stored);
        long size = size(file.attributes());
        describe(exchange, file, stored, wanted, wanted.span(size), size);
    }

    void get(S3Exchange exchange) throws IOException {
        ObjectName object = exchange.object();
        if (object.isFolder()) {
            // It has no bytes, so the answer of HEAD is the whole answer.
            head(exchange);
            return;
        }
        ObjectLookup.requireCurrentVersion(exchange);
        Wanted wanted = exchange.query().has("partNumber")
                ? wanted(
                        exchange,
                        StoredHeaders.of(
                                ObjectLookup.find(namespace, buckets, exchange).xattrs()))
                : wanted(exchange, StoredHeaders.NONE);
        var offline = new OfflineRead(
                archive,
                clock,
                exchange.calls(),
                ClientConnection.of(exchange.request()),
                Optional.empty(),
                S3Limits.OFFLINE_WAIT_MAX);
        while (!isAnswered(exchange, object, wanted, offline)) {
            // What was waited for is there, or something else has changed.
        }
    }

    private boolean isAnswered(S3Exchange exchange, ObjectName object, Wanted wanted, OfflineRead offline)
            throws IOException {
        Attributes file;
        Window.Span span;
        try (OpenContent content = open(exchange, object, wanted)) {
            file = content.attributes();
            ObjectLookup.requireObject(file, object);
            if (isNotModified(exchange, file)) {
                return true;
            }
            span = content.span()
                    .orElseThrow(
                            () -> unsatisfiable(exchange, content.attributes().size()));
            if (content.firstOffline().isEmpty()) {
                send(exchange, content, wanted, span);
                return true;
            }
        }
        // No lock is held here: a stage of the file must be able to go on.
        if (!awaits(offline, file, span)) {
            throw ArchiveState.refusedRead();
        }
        return false;
    }

    private boolean awaits(OfflineRead offline, Attributes file, Window.Span span) {
        if (!waits.tryAcquire()) {
            return false;
        }
        try {
            return offline.awaits(file, span.from(), span.length(), WaitOp.READ);
        } finally {
            waits.release();
        }
    }

    private OpenContent open(S3Exchange exchange, ObjectName object, Wanted wanted) {
        try {
            return reader.open(
                    exchange.calls(), object.fileIn(exchange.bucket()), wanted.window(), Set.of(StoredHeaders.XATTR));
        } catch (CairnException e) {
            throw BucketLookup.isMissing(e) ? buckets.missing(exchange.calls(), exchange.bucket(), object) : e;
        }
    }

    private static void send(S3Exchange exchange, OpenContent content, Wanted wanted, Window.Span span)
            throws IOException {
        long size = content.attributes().size();
        FileView file = content.file();
        describe(exchange, file, StoredHeaders.of(file.xattrs()), wanted, Optional.of(span), size);
        if (span.length() == 0) {
            return;
        }
        if (!sendFile(exchange.request(), content, span)) {
            content.writeTo(exchange.response().getOutputStream());
        }
        exchange.sent(span.length());
    }

    /**
     * Leaves the bytes to the connector, which moves them from the file to the socket after the handler has returned and
     * let go of the content's lock. If the segment is deleted in the moment before the connector opens it, the connection
     * breaks off and the client reads again; no wrong byte can leave, because segments are never reused.
     */
    private static boolean sendFile(HttpServletRequest request, OpenContent content, Window.Span span) {
        if (span.length() < S3Limits.SENDFILE_BYTES_MIN
                || !Boolean.TRUE.equals(request.getAttribute(SENDFILE_SUPPORT))) {
            return false;
        }
        Optional<LocalRange> range = content.localRange();
        range.ifPresent(local -> {
            request.setAttribute(SENDFILE_NAME, local.file().toString());
            request.setAttribute(SENDFILE_START, local.offset());
            request.setAttribute(SENDFILE_END, local.offset() + local.length());
        });
        return range.isPresent();
    }

    private static void describe(
            S3Exchange exchange,
            FileView file,
            StoredHeaders stored,
            Wanted wanted,
            Optional<Window.Span> found,
            long size) {
        Window.Span span = found.orElseThrow(() -> unsatisfiable(exchange, size));
        ObjectAnswer.describe(exchange, file, stored);
        HttpServletResponse response = exchange.response();
        if (wanted.isPartial() && size > 0) {
            response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
            exchange.header("Content-Range", "bytes " + span.from() + "-" + (span.to() - 1) + "/" + size);
        } else {
            response.setStatus(HttpServletResponse.SC_OK);
            ObjectAnswer.describeChecksum(exchange, stored);
        }
        wanted.partCount().ifPresent(count -> exchange.header("x-amz-mp-parts-count", Integer.toString(count)));
        response.setContentLengthLong(span.length());
    }

    private static boolean isNotModified(S3Exchange exchange, Attributes file) {
        ReadConditions.Verdict verdict = ReadConditions.judge(exchange.headers(), "", Etags.text(file), file.mtime());
        if (verdict == ReadConditions.Verdict.READ) {
            return false;
        }
        ObjectAnswer.identify(exchange, file);
        exchange.empty(HttpServletResponse.SC_NOT_MODIFIED);
        return true;
    }

    /**
     * Which bytes a client wants.
     *
     * @param isPartial whether it asked for a part of the object, even if that is all of it
     * @param partCount how many parts the object has, if it was asked for by part
     */
    private record Wanted(Window window, boolean isPartial, Optional<Integer> partCount) {

        Optional<Window.Span> span(long size) {
            return window.in(size);
        }
    }

    private static Wanted wanted(S3Exchange exchange, StoredHeaders stored) {
        Optional<Window> range = exchange.headers().first("range").flatMap(Window::parse);
        if (!exchange.query().has("partNumber")) {
            return new Wanted(range.orElse(new Window.Whole()), range.isPresent(), Optional.empty());
        }
        if (exchange.headers().has("range")) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST, "Cannot specify both Range header and partNumber query parameter");
        }
        int number = exchange.number("partNumber", 1, 1, PartNumbers.MAX);
        return ofPart(number, stored);
    }

    private static Wanted ofPart(int number, StoredHeaders stored) {
        if (stored.parts().isEmpty() && number == 1) {
            return new Wanted(new Window.Whole(), true, Optional.empty());
        }
        long from = 0;
        int before = 0;
        for (StoredHeaders.PartRun run : stored.parts()) {
            int inRun = number - before;
            if (inRun <= run.count()) {
                long first = from + (inRun - 1) * run.size();
                return new Wanted(
                        new Window.Between(first, first + run.size() - 1), true, Optional.of(stored.partCount()));
            }
            before += run.count();
            from += run.count() * run.size();
        }
        throw new S3Exception(S3Error.INVALID_RANGE, "The requested partnumber is not satisfiable")
                .detail("ActualPartCount", Integer.toString(Math.max(1, stored.partCount())));
    }

    private static S3Exception unsatisfiable(S3Exchange exchange, long size) {
        return new S3Exception(S3Error.INVALID_RANGE)
                .header("Content-Range", "bytes */" + size)
                .detail("RangeRequested", exchange.headers().first("range").orElse(""))
                .detail("ActualObjectSize", Long.toString(size));
    }

    private static long size(Attributes file) {
        return file.isDirectory() ? 0 : file.size();
    }
}
