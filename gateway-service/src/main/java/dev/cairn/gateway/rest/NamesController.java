package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.Bytes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Names and what they refer to: stat by path, symbolic and hard links, special inodes, rename. */
@Tag(name = "names", description = "What names refer to, links and renaming.")
@RestController
class NamesController {

    private static final String ENTRIES = "/v1/entries";
    private static final String SYMLINKS = "/v1/symlinks";
    private static final String LINKS = "/v1/links";
    private static final String NODES = "/v1/nodes";

    private final Namespace namespace;

    NamesController(Namespace namespace) {
        this.namespace = namespace;
    }

    @Operation(
            summary = "What a name refers to",
            description =
                    "Symbolic links are not followed. A path that ends in a slash means the directory where a file "
                            + "has the same name. The values of extended attributes named by xattr come along.")
    @GetMapping(ENTRIES + "/{*path}")
    Json.File stat(
            Calls calls, HttpServletRequest request, @RequestParam(required = false) @Nullable List<String> xattr) {
        FileRef file = RequestPath.of(request, ENTRIES).any();
        return Json.File.of(namespace.lookup(calls.reading(), file, xattrNames(xattr)));
    }

    @Operation(summary = "Makes a symbolic link")
    @PutMapping(SYMLINKS + "/{*path}")
    ResponseEntity<Json.File> symlink(
            Calls calls,
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable String parents,
            @RequestBody SymlinkRequest body) {
        EntryPath path = RequestPath.of(request, SYMLINKS).fileEntry();
        PutRequest.Parents missing = FilesController.parents(parents);
        NewEntry link = new NewEntry.Symlink(Parameters.textOrBase64("target", body.target(), body.targetBase64()));
        return created(calls.change(context -> namespace.create(context, path, missing, link)));
    }

    @Operation(
            summary = "Gives a file one more name",
            description = "By inode, or by handle: a temporary file has no name yet and gets its first one so.")
    @PutMapping(LINKS + "/{*path}")
    ResponseEntity<Json.File> link(Calls calls, HttpServletRequest request, @RequestBody LinkRequest body) {
        EntryPath path = RequestPath.of(request, LINKS).fileEntry();
        FileRef file = body.handle() == null
                ? FileRef.inode(Parameters.inode(Parameters.required("inode", body.inode())))
                : FileRef.handle(HandlesController.id(body.handle()));
        return created(calls.change(context -> namespace.link(context, file, path)));
    }

    @Operation(
            summary = "Makes a fifo, a socket or a device",
            description =
                    "type is fifo, socket, character-device or block-device; mode is octal, 0644 if absent; a device has "
                            + "a deviceNumber, and only callers who may override permissions can make one.")
    @PutMapping(NODES + "/{*path}")
    ResponseEntity<Json.File> node(
            Calls calls,
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable String parents,
            @RequestBody NodeRequest body) {
        EntryPath path = RequestPath.of(request, NODES).fileEntry();
        PutRequest.Parents missing = FilesController.parents(parents);
        NewEntry node = body.node();
        return created(calls.change(context -> namespace.create(context, path, missing, node)));
    }

    @Operation(
            summary = "Renames a file or directory",
            description =
                    "mode is replace, which is also meant if it is absent, or noreplace, which refuses to replace what "
                            + "is there.")
    @PostMapping("/v1/rename")
    ResponseEntity<Void> rename(Calls calls, @RequestBody RenameRequest body) {
        EntryPath from = RequestPath.of(Parameters.textOrBase64("from", body.from(), body.fromBase64()))
                .entry();
        EntryPath to = RequestPath.of(Parameters.textOrBase64("to", body.to(), body.toBase64()))
                .entry();
        RenameMode mode = renameMode(body.mode());
        calls.run(context -> namespace.rename(context, from, to, mode));
        return ResponseEntity.noContent().build();
    }

    private static RenameMode renameMode(@Nullable String text) {
        return switch (text) {
            case null -> RenameMode.REPLACE;
            case "replace" -> RenameMode.REPLACE;
            case "noreplace" -> RenameMode.NO_REPLACE;
            default -> throw Parameters.invalid("mode", "replace or noreplace", text);
        };
    }

    /** Full names of extended attributes as query parameters have them. */
    static Set<Bytes> xattrNames(@Nullable List<String> names) {
        Set<Bytes> wanted = new TreeSet<>();
        if (names != null) {
            names.forEach(name -> wanted.add(PercentCodec.decode(name)));
        }
        return wanted;
    }

    static ResponseEntity<Json.File> created(FileView view) {
        return ResponseEntity.status(HttpStatus.CREATED).body(Json.File.of(view));
    }

    /** Where a symbolic link points: text, or base64 if it is not UTF-8. */
    record SymlinkRequest(@Nullable String target, @Nullable String targetBase64) {}

    /** The file that gets another name. */
    record LinkRequest(@Nullable String inode, @Nullable String handle) {}

    /** Paths from the root, names separated by slashes: text, or base64 if they are not UTF-8. */
    record RenameRequest(
            @Nullable String from,
            @Nullable String fromBase64,
            @Nullable String to,
            @Nullable String toBase64,
            @Nullable String mode) {}

    /** What kind of inode is made. */
    record NodeRequest(
            @Nullable String type,
            @Nullable String mode,
            @Nullable String deviceNumber) {

        private static final int MODE = 0644;

        NewEntry node() {
            FileType made = type(Parameters.required("type", type));
            int bits = mode == null ? MODE : Parameters.mode(mode);
            if (made.isDevice()) {
                String number = Parameters.required("deviceNumber", deviceNumber);
                return new NewEntry.Special(made, bits, Parameters.owner("deviceNumber", number));
            }
            if (deviceNumber != null) {
                throw Parameters.invalid("deviceNumber", "absent for what is no device", deviceNumber);
            }
            return new NewEntry.Special(made, bits, 0);
        }

        private static FileType type(String text) {
            return switch (text) {
                case "fifo" -> FileType.FIFO;
                case "socket" -> FileType.SOCKET;
                case "character-device" -> FileType.CHARACTER_DEVICE;
                case "block-device" -> FileType.BLOCK_DEVICE;
                default -> throw Parameters.invalid("type", "fifo, socket, character-device or block-device", text);
            };
        }
    }
}
