package dev.cairn.gateway.rest;

import dev.cairn.api.block.Body;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.gateway.data.Calls;
import dev.cairn.gateway.data.ContentWriter;
import dev.cairn.gateway.data.GatewayLimits;
import dev.cairn.gateway.data.IncomingBody;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Bytes of files by path. */
@Tag(name = "files", description = "Bytes of files by path; the path is percent-encoded bytes.")
@RestController
class FilesController {

    static final String PREFIX = "/v1/files";
    static final String PATTERN = PREFIX + "/{*path}";

    private static final String DEFAULT_MODE = "0644";

    private final Namespace namespace;
    private final ContentWriter writer;
    private final ContentResponse content;
    private final TransferMeters meters;
    private final RestSettings settings;

    FilesController(
            Namespace namespace,
            ContentWriter writer,
            ContentResponse content,
            TransferMeters meters,
            RestSettings settings) {
        this.namespace = namespace;
        this.writer = writer;
        this.content = content;
        this.meters = meters;
        this.settings = settings;
    }

    @Operation(
            summary = "Reads a file",
            description = "Understands Range (one range), conditional headers, and what to do about offline data: "
                    + "wait=SECONDS or Prefer: wait=SECONDS, else 503 with code OFFLINE and firstMissingBlock.")
    @GetMapping(PATTERN)
    void get(Calls calls, HttpServletRequest request, HttpServletResponse response) throws IOException {
        FileRef file = RequestPath.of(request, PREFIX).file();
        content.get(calls, file, OfflinePolicy.of(request, settings.waitTimeMax()), request, response);
    }

    @Operation(summary = "Describes the bytes of a file without sending them")
    @RequestMapping(path = PATTERN, method = RequestMethod.HEAD)
    void head(Calls calls, HttpServletRequest request, HttpServletResponse response) {
        content.head(calls, RequestPath.of(request, PREFIX).file(), request, response);
    }

    @Operation(
            summary = "Makes the body the content of a file",
            description = "A reader sees the old content or the new one. Understands If-Match, If-None-Match: * and "
                    + "Content-MD5. With parents=create missing directories are made.")
    @PutMapping(PATTERN)
    ResponseEntity<Json.File> put(
            Calls calls,
            HttpServletRequest request,
            @RequestParam(defaultValue = DEFAULT_MODE) String mode,
            @RequestParam(required = false) @Nullable String mtime,
            @RequestParam(required = false) @Nullable String parents)
            throws Exception {
        RequestPath path = RequestPath.of(request, PREFIX);
        BodyDigest digest = BodyDigest.of(request);
        PutForm form = new PutForm(
                path,
                Parameters.mode(mode),
                Optional.ofNullable(mtime).map(text -> Parameters.time("mtime", text)),
                parents(parents),
                new Preconditions(request).ofChange());
        if (isLarge(request)) {
            requirePlace(calls, form);
        }
        IncomingBody body = IncomingBody.of(digest.observe(request.getInputStream()), request.getContentLengthLong());
        PutResult result = new VersionAnswers(namespace)
                .with(
                        calls,
                        path.file(),
                        request,
                        () -> writer.store(
                                calls,
                                body,
                                (context, stored) -> namespace.put(context, form.request(stored, digest.verified()))));
        meters.received(result.attributes().size());
        return ResponseEntity.status(result.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .header(HttpHeaders.ETAG, EntityTags.header(result.attributes().dataVersion()))
                .body(Json.File.of(result.attributes()));
    }

    @Operation(summary = "Removes a file or symbolic link", description = "Understands If-Match.")
    @DeleteMapping(PATTERN)
    ResponseEntity<Void> delete(Calls calls, HttpServletRequest request) throws Exception {
        RequestPath path = RequestPath.of(request, PREFIX);
        RemoveRequest removal = new RemoveRequest(
                path.fileEntry(),
                FileRef.Want.NOT_DIRECTORY,
                RemoveRequest.Emptied.PRUNE_IMPLICIT,
                new Preconditions(request).ofChange());
        new VersionAnswers(namespace)
                .with(calls, path.file(), request, () -> calls.change(context -> namespace.remove(context, removal)));
        return ResponseEntity.noContent().build();
    }

    private static boolean isLarge(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        return length == Body.UNKNOWN_LENGTH || length > GatewayLimits.REPLAY_BYTES_MAX;
    }

    /** A large body that has nowhere to go is refused before it is read; the put itself checks again. */
    private void requirePlace(Calls calls, PutForm form) {
        try {
            namespace.lookup(calls.reading(), form.path().file(), Set.of());
        } catch (CairnException e) {
            if (e.code() != ErrorCode.ENOENT) {
                throw e;
            }
            if (form.parents() == PutRequest.Parents.REQUIRED) {
                namespace.lookup(calls.reading(), form.path().parent(), Set.of());
            }
        }
    }

    static PutRequest.Parents parents(@Nullable String text) {
        if (text == null) {
            return PutRequest.Parents.REQUIRED;
        }
        if (!text.equals("create")) {
            throw Parameters.invalid("parents", "create", text);
        }
        return PutRequest.Parents.IMPLIED;
    }

    /** What a put says beside its bytes. */
    private record PutForm(
            RequestPath path, int mode, Optional<Instant> mtime, PutRequest.Parents parents, Condition condition) {

        PutRequest request(NewContent content, Bytes tag) {
            return new PutRequest(
                    path.fileEntry(),
                    parents,
                    content,
                    tag,
                    mode,
                    Map.of(),
                    PutRequest.XattrPolicy.KEEP_OTHERS,
                    mtime,
                    condition);
        }
    }
}
