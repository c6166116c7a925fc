package dev.cairn.gateway.rest;

import dev.cairn.api.block.Body;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.FileData.AllocateMode;
import dev.cairn.api.metadata.FileData.WriteAt;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.WriteResult;
import dev.cairn.gateway.data.Calls;
import dev.cairn.gateway.data.ContentWriter;
import dev.cairn.gateway.data.IncomingBody;
import dev.cairn.kernel.TimeSource;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Changes of a file's bytes and size in place. Each waits for offline data as a read does. */
@Tag(name = "data", description = "Writes in the middle, appends, sizes and reservations.")
@RestController
class DataController {

    private final MetadataService metadata;
    private final FileData data;
    private final ContentWriter writer;
    private final TransferMeters meters;
    private final RestSettings settings;
    private final TimeSource clock;

    DataController(
            MetadataService metadata,
            ContentWriter writer,
            TransferMeters meters,
            RestSettings settings,
            TimeSource clock) {
        this.metadata = metadata;
        this.data = metadata.fileData();
        this.writer = writer;
        this.meters = meters;
        this.settings = settings;
        this.clock = clock;
    }

    @Operation(
            summary = "Writes the body at an offset",
            description =
                    "What is between the end of the file and an offset behind it becomes a hole. Needs the whole file "
                            + "online: wait=SECONDS or Prefer: wait=SECONDS. Understands If-Match and Content-MD5.")
    @PatchMapping("/v1/inodes/{inode}/content")
    ResponseEntity<DataJson.Written> write(
            Calls calls, HttpServletRequest request, @PathVariable String inode, @RequestParam String offset)
            throws Exception {
        var at = new WriteAt.Offset(Parameters.bytes("offset", offset));
        return write(calls, request, InodesController.file(inode), at);
    }

    @Operation(summary = "Writes the body at an offset", description = "As by inode.")
    @PatchMapping(FilesController.PATTERN)
    ResponseEntity<DataJson.Written> write(Calls calls, HttpServletRequest request, @RequestParam String offset)
            throws Exception {
        var at = new WriteAt.Offset(Parameters.bytes("offset", offset));
        return write(
                calls, request, RequestPath.of(request, FilesController.PREFIX).file(), at);
    }

    @Operation(
            summary = "Appends the body",
            description = "The answer tells where it went; no append overwrites another. Otherwise as a write.")
    @PostMapping("/v1/inodes/{inode}/append")
    ResponseEntity<DataJson.Written> append(Calls calls, HttpServletRequest request, @PathVariable String inode)
            throws Exception {
        return write(calls, request, InodesController.file(inode), new WriteAt.End());
    }

    @Operation(summary = "Appends the body", description = "As by inode.")
    @PostMapping(path = FilesController.PATTERN, params = "append")
    ResponseEntity<DataJson.Written> append(Calls calls, HttpServletRequest request) throws Exception {
        return write(
                calls, request, RequestPath.of(request, FilesController.PREFIX).file(), new WriteAt.End());
    }

    private ResponseEntity<DataJson.Written> write(Calls calls, HttpServletRequest request, FileRef file, WriteAt at)
            throws Exception {
        Condition condition = new Preconditions(request).ofChange();
        BodyDigest digest = BodyDigest.of(request);
        OfflineWait wait = waiting(calls, request, file, WaitOp.WRITE, Long.MAX_VALUE);
        long announced = request.getContentLengthLong();
        Received written = new VersionAnswers(metadata.namespace()).with(calls, file, request, () -> {
            long atLeast = announced == Body.UNKNOWN_LENGTH ? 1 : announced;
            Attributes before = wait.repeat(() -> data.checkWrite(calls.reading(), file, at, atLeast, condition));
            long start = switch (at) {
                case WriteAt.Offset(long offset) -> offset;
                case WriteAt.End() -> before.size();
            };
            IncomingBody body = IncomingBody.of(digest.observe(request.getInputStream()), announced)
                    .into(before.content(), start)
                    .intoFileOf(Math.max(before.size(), start + atLeast));
            return writer.store(
                    calls,
                    body,
                    (context, bytes) -> {
                        digest.verified();
                        return new Received(data.write(context, file, at, bytes, condition), bytes.size());
                    },
                    wait::canRepeat);
        });
        meters.received(written.bytes());
        Attributes after = written.result().attributes();
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, EntityTags.header(after.dataVersion()))
                .body(new DataJson.Written(Long.toString(written.result().offset()), Json.File.of(after)));
    }

    /** What a write did, and how much came for it. */
    private record Received(WriteResult result, long bytes) {}

    @Operation(
            summary = "Sets the size of a file",
            description =
                    "What is behind a new end is freed; what comes before it must be online unless the size is 0 or "
                            + "stays what it is. Understands If-Match.")
    @PostMapping("/v1/inodes/{inode}/truncate")
    ResponseEntity<Json.File> truncate(
            Calls calls, HttpServletRequest request, @PathVariable String inode, @RequestBody TruncateRequest body)
            throws Exception {
        FileRef file = InodesController.file(inode);
        long size = Parameters.bytes("size", Parameters.required("size", body.size()));
        Condition condition = new Preconditions(request).ofChange();
        OfflineWait wait = waiting(calls, request, file, WaitOp.CHANGE_SIZE, size);
        Attributes changed = new VersionAnswers(metadata.namespace())
                .with(
                        calls,
                        file,
                        request,
                        () -> wait.repeat(
                                () -> calls.change(context -> data.truncate(context, file, size, condition))));
        return answer(changed);
    }

    /** The size in bytes. */
    record TruncateRequest(@Nullable String size) {}

    @Operation(
            summary = "Reserves the holes of a range",
            description =
                    "They read as zeros and count as nothing. With keepSize the size stays what it is. Needs the whole "
                            + "file online if its size changes.")
    @PostMapping("/v1/inodes/{inode}/allocate")
    ResponseEntity<Json.File> allocate(
            Calls calls, HttpServletRequest request, @PathVariable String inode, @RequestBody AllocateRequest body) {
        FileRef file = InodesController.file(inode);
        new Preconditions(request).requireNone();
        long offset = body.offset() == null ? 0 : Parameters.bytes("offset", body.offset());
        long length = Parameters.bytes("length", Parameters.required("length", body.length()));
        AllocateMode mode = Boolean.TRUE.equals(body.keepSize()) ? AllocateMode.KEEP_SIZE : AllocateMode.EXTEND;
        OfflineWait wait = waiting(calls, request, file, WaitOp.CHANGE_SIZE, Long.MAX_VALUE);
        return answer(wait.repeat(() -> calls.change(context -> data.allocate(context, file, offset, length, mode))));
    }

    /** A range in bytes. */
    record AllocateRequest(
            @Nullable String offset,
            @Nullable String length,
            @Nullable Boolean keepSize) {}

    private OfflineWait waiting(Calls calls, HttpServletRequest request, FileRef file, WaitOp op, long to) {
        OfflinePolicy policy = OfflinePolicy.of(request, settings.waitTimeMax());
        return new OfflineWait(metadata, clock, calls, file, op, to, policy, RequestIdFilter.requestId(request));
    }

    private static ResponseEntity<Json.File> answer(Attributes file) {
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, EntityTags.header(file.dataVersion()))
                .body(Json.File.of(file));
    }
}
