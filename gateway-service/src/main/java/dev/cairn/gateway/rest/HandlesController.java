package dev.cairn.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.OpenFiles;
import dev.cairn.api.metadata.TemporaryFile;
import dev.cairn.api.metadata.TemporaryRequest;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Open files and temporary files. */
@Tag(
        name = "handles",
        description =
                "A handle keeps an inode and its data while it has no name, until it is closed or its lease ends. "
                        + "Present it as handle=ID to any call below /v1/inodes/INO.")
@RestController
class HandlesController {

    private static final String HANDLES = "/v1/handles";
    private static final String HANDLE = HANDLES + "/{handle}";
    private static final String LEASE_DEFAULT = "60";
    private static final String TEMPORARY_MODE_DEFAULT = "0600";

    private final OpenFiles openFiles;

    HandlesController(OpenFiles openFiles) {
        this.openFiles = openFiles;
    }

    @Operation(
            summary = "Opens a file or directory",
            description = "By inode (which needs the privilege of path search), by path, or by another handle.")
    @PostMapping(HANDLES)
    ResponseEntity<HandleJson> open(Calls calls, @RequestBody OpenRequest body) {
        FileRef file = body.file();
        Duration lease = lease(body.leaseSeconds());
        Handle handle = calls.change(context -> openFiles.open(context, file, lease));
        return ResponseEntity.status(HttpStatus.CREATED).body(HandleJson.of(handle));
    }

    @Operation(summary = "Handles by id: of the caller, or of everybody for an administrator of the volume")
    @GetMapping(HANDLES)
    HandlesJson list(
            Calls calls,
            @RequestParam(defaultValue = "0") String after,
            @RequestParam(required = false) @Nullable String limit) {
        int most = Parameters.limit(limit);
        List<Handle> handles = openFiles.list(calls.reading(), id(after), most);
        String next = handles.size() < most ? null : handles.getLast().id().toString();
        return new HandlesJson(handles.stream().map(HandleJson::of).toList(), next);
    }

    @Operation(summary = "What a handle is, without renewing it")
    @GetMapping(HANDLE)
    HandleJson find(Calls calls, @PathVariable String handle) {
        return HandleJson.of(openFiles.find(calls.reading(), id(handle)));
    }

    @Operation(summary = "Renews a handle: its lease begins now")
    @PutMapping(HANDLE)
    HandleJson renew(
            Calls calls, @PathVariable String handle, @RequestBody(required = false) @Nullable RenewRequest body) {
        HandleId id = id(handle);
        Duration lease = lease(body == null ? null : body.leaseSeconds());
        return HandleJson.of(calls.change(context -> openFiles.renew(context, id, lease)));
    }

    @Operation(summary = "Closes a handle; harmless if it has ended")
    @DeleteMapping(HANDLE)
    ResponseEntity<Void> close(Calls calls, @PathVariable String handle) {
        HandleId id = id(handle);
        calls.run(context -> openFiles.close(context, id));
        return ResponseEntity.noContent().build();
    }

    @Operation(
            summary = "Makes a file without a name",
            description =
                    "In the context of a directory, by inode or path: its permissions, project and quota count. The file "
                            + "lives as long as a handle of it. Give it a name with PUT /v1/links/PATH and its handle, unless it is "
                            + "exclusive.")
    @PostMapping("/v1/tmpfiles")
    ResponseEntity<TemporaryJson> createTemporary(Calls calls, @RequestBody TemporaryFileRequest body) {
        TemporaryRequest request = body.request();
        TemporaryFile file = calls.change(context -> openFiles.createTemporary(context, request));
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(new TemporaryJson(HandleJson.of(file.handle()), Json.File.of(file.attributes())));
    }

    static HandleId id(String text) {
        return new HandleId(Parameters.unsigned("handle", text));
    }

    private static Duration lease(@Nullable String seconds) {
        return Parameters.seconds("leaseSeconds", seconds == null ? LEASE_DEFAULT : seconds, MetadataLimits.LEASE_MAX);
    }

    private static FileRef byInodeOrPath(
            String name, @Nullable String inode, @Nullable String path, @Nullable String pathBase64) {
        if (inode != null && path == null && pathBase64 == null) {
            return FileRef.inode(Parameters.inode(inode));
        }
        if (inode == null && (path == null) != (pathBase64 == null)) {
            return RequestPath.of(Parameters.textOrBase64("path", path, pathBase64))
                    .any();
        }
        throw new CairnException(ErrorCode.EINVAL, "parameter", "exactly one of " + name + " and path must be given");
    }

    /** What to open: exactly one of inode, path and handle. */
    record OpenRequest(
            @Nullable String inode,
            @Nullable String path,
            @Nullable String pathBase64,
            @Nullable String handle,
            @Nullable String leaseSeconds) {

        FileRef file() {
            if (handle == null) {
                return byInodeOrPath("inode", inode, path, pathBase64);
            }
            if (inode != null || path != null || pathBase64 != null) {
                throw new CairnException(ErrorCode.EINVAL, "parameter", "a handle stands alone");
            }
            return FileRef.handle(id(handle));
        }
    }

    /** For how long from now. */
    record RenewRequest(@Nullable String leaseSeconds) {}

    /** Where and how to make a temporary file: directory is an inode, path the alternative to it. */
    record TemporaryFileRequest(
            @Nullable String directory,
            @Nullable String path,
            @Nullable String pathBase64,
            @Nullable String mode,
            @Nullable Boolean exclusive,
            @Nullable String leaseSeconds) {

        TemporaryRequest request() {
            return new TemporaryRequest(
                    byInodeOrPath("directory", directory, path, pathBase64),
                    Parameters.mode(mode == null ? TEMPORARY_MODE_DEFAULT : mode),
                    exclusive != null && exclusive
                            ? TemporaryRequest.Linking.EXCLUSIVE
                            : TemporaryRequest.Linking.ALLOWED,
                    lease(leaseSeconds));
        }
    }

    /** A handle; see {@link Handle}. */
    record HandleJson(String handle, String inode, long holder, String expires, String leaseSeconds, String kind) {

        static HandleJson of(Handle handle) {
            String kind = switch (handle.kind()) {
                case OPENED -> "opened";
                case TEMPORARY -> "temporary";
                case EXCLUSIVE -> "exclusive";
            };
            return new HandleJson(
                    handle.id().toString(),
                    handle.inode().toString(),
                    Integer.toUnsignedLong(handle.holder()),
                    handle.expires().toString(),
                    Long.toString(handle.lease().toSeconds()),
                    kind);
        }
    }

    /** A page of handles. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HandlesJson(List<HandleJson> handles, @Nullable String next) {}

    /** A temporary file with its first handle. */
    record TemporaryJson(HandleJson handle, Json.File attributes) {}
}
