package dev.cairn.gateway.rest;

import dev.cairn.api.block.Body;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.RecallOutcome;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.gateway.data.Calls;
import dev.cairn.gateway.data.ContentWriter;
import dev.cairn.gateway.data.IncomingBody;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Freeing the data of a file, bringing it back, and asking for it. */
@Tag(name = "archive", description = "Release, stage and recall. The data_version guards release and stage.")
@RestController
@RequestMapping("/v1/inodes/{inode}")
class ArchiveController {

    /** Long enough for any archive's retention of staged data, and far from overflow. */
    private static final Duration KEEP_MAX = Duration.ofDays(36_500);

    private static final String KEEP_DEFAULT = "86400";

    private final Namespace namespace;
    private final Archive archive;
    private final ContentWriter writer;
    private final TransferMeters meters;

    ArchiveController(Namespace namespace, Archive archive, ContentWriter writer, TransferMeters meters) {
        this.namespace = namespace;
        this.archive = archive;
        this.writer = writer;
        this.meters = meters;
    }

    @Operation(
            summary = "Frees online data, leaving it offline",
            description = "Needs the data_version as If-Match or dataVersion. Offset and length are multiples of 4096; "
                    + "without a length the file is released to its end. A mismatch is 412 with the version in place.")
    @PostMapping("/release")
    ResponseEntity<Json.File> release(
            Calls calls,
            HttpServletRequest request,
            @PathVariable String inode,
            @RequestParam(defaultValue = "0") String offset,
            @RequestParam(required = false) @Nullable String length,
            @RequestParam(required = false) @Nullable String dataVersion)
            throws Exception {
        FileRef file = InodesController.file(inode);
        long version = new Preconditions(request).dataVersion(dataVersion);
        long from = Parameters.unsigned("offset", offset);
        long count = length == null ? toEnd(calls, file, from) : Parameters.unsigned("length", length);
        Attributes released = new VersionAnswers(namespace)
                .with(
                        calls,
                        file,
                        request,
                        () -> calls.change(context -> archive.release(context, file, from, count, version)));
        return answer(released, Json.File.of(released));
    }

    @Operation(
            summary = "Makes offline bytes online again",
            description =
                    "The body is the bytes from offset on. Needs the data_version as If-Match or dataVersion, and a "
                            + "Content-Length or length, so that a bad request fails before its body is read. Data that is not "
                            + "offline is left alone. Understands Content-MD5.")
    @PutMapping("/stage")
    ResponseEntity<Json.Staged> stage(
            Calls calls,
            HttpServletRequest request,
            @PathVariable String inode,
            @RequestParam(defaultValue = "0") String offset,
            @RequestParam(required = false) @Nullable String length,
            @RequestParam(required = false) @Nullable String dataVersion)
            throws Exception {
        FileRef file = InodesController.file(inode);
        long version = new Preconditions(request).dataVersion(dataVersion);
        long from = Parameters.bytes("offset", offset);
        long count = bodyLength(request, length);
        BodyDigest digest = BodyDigest.of(request);
        StageResult staged = new VersionAnswers(namespace).with(calls, file, request, () -> {
            Attributes before = archive.checkStage(calls.reading(), file, from, count, version);
            IncomingBody body = IncomingBody.of(digest.observe(request.getInputStream()), count)
                    .into(before.content(), from);
            return writer.store(calls, body, (context, content) -> {
                digest.verified();
                return archive.stage(context, file, from, content, version);
            });
        });
        meters.received(count);
        return answer(
                staged.attributes(),
                new Json.Staged(
                        Long.toString(staged.stagedBytes()),
                        Long.toString(staged.skippedBytes()),
                        Json.File.of(staged.attributes())));
    }

    @Operation(
            summary = "Asks for offline data to be staged, and returns at once",
            description = "The request stays in the waiting list until the data is online.")
    @PostMapping("/recall")
    ResponseEntity<Json.Recalled> recall(
            Calls calls, @PathVariable String inode, @RequestBody(required = false) @Nullable RecallRequest body) {
        FileRef file = InodesController.file(inode);
        String seconds = body == null || body.keepSeconds() == null ? KEEP_DEFAULT : body.keepSeconds();
        Duration keepFor = Parameters.seconds("keepSeconds", seconds, KEEP_MAX);
        RecallOutcome outcome = calls.change(context -> archive.recall(context, file, keepFor));
        String name = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return ResponseEntity.status(HttpStatus.ACCEPTED).body(new Json.Recalled(name));
    }

    /** How long staged data should stay online. */
    record RecallRequest(@Nullable String keepSeconds) {}

    private long toEnd(Calls calls, FileRef file, long from) {
        long size =
                namespace.lookup(calls.reading(), file, Set.of()).attributes().size();
        return Math.max(0, MetadataLimits.blocks(size) * MetadataLimits.BLOCK_BYTES - from);
    }

    private static long bodyLength(HttpServletRequest request, @Nullable String parameter) {
        long announced = request.getContentLengthLong();
        if (parameter == null) {
            if (announced == Body.UNKNOWN_LENGTH) {
                throw new CairnException(
                        ErrorCode.EINVAL, "length", "a stage needs a Content-Length or the parameter length");
            }
            return announced;
        }
        long length = Parameters.bytes("length", parameter);
        if (announced != Body.UNKNOWN_LENGTH && announced != length) {
            throw new CairnException(
                    ErrorCode.EINVAL, "length", "length is " + length + " but the body has " + announced + " bytes");
        }
        return length;
    }

    private static <T> ResponseEntity<T> answer(Attributes file, T body) {
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, EntityTags.header(file.dataVersion()))
                .body(body);
    }
}
