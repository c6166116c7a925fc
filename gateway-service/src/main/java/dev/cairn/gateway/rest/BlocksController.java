package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.FileData.MoveMode;
import dev.cairn.api.metadata.FileData.SeekTarget;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.api.metadata.MoveRequest;
import dev.cairn.api.metadata.MoveResult;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.gateway.data.Calls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The blocks of a file: what they are, and moving them without their bytes. Nothing here waits for offline data. */
@Tag(name = "blocks", description = "States of blocks; punching and moving them.")
@RestController
@RequestMapping("/v1/inodes/{inode}")
class BlocksController {

    private final Namespace namespace;
    private final FileData data;

    BlocksController(MetadataService metadata) {
        this.namespace = metadata.namespace();
        this.data = metadata.fileData();
    }

    @Operation(
            summary = "States of the blocks of a file",
            description =
                    "online, offline or unwritten; what is not listed is a hole. The first extent may begin before offset. "
                            + "Extents behind the end of the file are listed too.")
    @GetMapping("/extents")
    DataJson.Extents extents(
            Calls calls,
            @PathVariable String inode,
            @RequestParam(defaultValue = "0") String offset,
            @RequestParam(required = false) @Nullable String length,
            @RequestParam(required = false) @Nullable String limit) {
        long from = Parameters.bytes("offset", offset);
        long count = length == null ? Long.MAX_VALUE : Parameters.bytes("length", length);
        return DataJson.Extents.of(
                data.map(calls.reading(), InodesController.file(inode), from, count, Parameters.limit(limit)));
    }

    @Operation(
            summary = "The first data, or the first hole, from an offset on",
            description =
                    "Offline data is data; the end of the file is a hole. 416 with code ENXIO where nothing follows.")
    @GetMapping("/seek")
    DataJson.Offset seek(
            Calls calls, @PathVariable String inode, @RequestParam String offset, @RequestParam String whence) {
        SeekTarget target = switch (whence) {
            case "data" -> SeekTarget.DATA;
            case "hole" -> SeekTarget.HOLE;
            default -> throw Parameters.invalid("whence", "data or hole", whence);
        };
        long from = Parameters.bytes("offset", offset);
        return new DataJson.Offset(
                Long.toString(data.seek(calls.reading(), InodesController.file(inode), from, target)));
    }

    @Operation(
            summary = "Turns offline blocks into holes",
            description =
                    "Needs the data_version as If-Match or dataVersion. Nothing is changed unless all of the range is "
                            + "offline or a hole.")
    @PostMapping("/punch-offline")
    ResponseEntity<Json.File> punch(
            Calls calls,
            HttpServletRequest request,
            @PathVariable String inode,
            @RequestParam(required = false) @Nullable String dataVersion,
            @RequestBody PunchRequest body)
            throws Exception {
        FileRef file = InodesController.file(inode);
        long version = new Preconditions(request).dataVersion(dataVersion);
        long offset = Parameters.unsigned("offset", Parameters.required("offset", body.offset()));
        long length = Parameters.unsigned("length", Parameters.required("length", body.length()));
        Attributes punched = new VersionAnswers(namespace)
                .with(
                        calls,
                        file,
                        request,
                        () -> calls.change(context -> data.punchOffline(context, file, offset, length, version)));
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, EntityTags.header(punched.dataVersion()))
                .body(Json.File.of(punched));
    }

    /** A range in bytes. */
    record PunchRequest(@Nullable String offset, @Nullable String length) {}

    @Operation(
            summary = "Moves blocks of another file into this one",
            description =
                    "The place must be a hole. With stage it must be offline instead, and the data_version of this file is "
                            + "needed as If-Match or dataVersion.")
    @PostMapping("/move-blocks")
    ResponseEntity<DataJson.Moved> move(
            Calls calls,
            HttpServletRequest request,
            @PathVariable String inode,
            @RequestParam(required = false) @Nullable String dataVersion,
            @RequestBody MoveBlocksRequest body)
            throws Exception {
        FileRef file = InodesController.file(inode);
        MoveMode mode = mode(new Preconditions(request), dataVersion, body.stage());
        var move = new MoveRequest(
                InodesController.file(Parameters.required("source", body.source())),
                body.sourceOffset() == null ? 0 : Parameters.unsigned("sourceOffset", body.sourceOffset()),
                Parameters.unsigned("length", Parameters.required("length", body.length())),
                file,
                body.offset() == null ? 0 : Parameters.unsigned("offset", body.offset()),
                mode);
        MoveResult moved = new VersionAnswers(namespace)
                .with(calls, file, request, () -> calls.change(context -> data.move(context, move)));
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, EntityTags.header(moved.destination().dataVersion()))
                .body(DataJson.Moved.of(moved));
    }

    private static MoveMode mode(Preconditions preconditions, @Nullable String dataVersion, @Nullable Boolean stage) {
        if (Boolean.TRUE.equals(stage)) {
            return new MoveMode.Stage(preconditions.dataVersion(dataVersion));
        }
        preconditions.requireNone();
        return new MoveMode.Normal();
    }

    /** Offsets and length in bytes. */
    record MoveBlocksRequest(
            @Nullable String source,
            @Nullable String sourceOffset,
            @Nullable String length,
            @Nullable String offset,
            @Nullable Boolean stage) {}
}
