package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.gateway.data.Calls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Files and directories by inode number, which stays the same through renames. */
@Tag(name = "inodes", description = "Everything about an inode that needs no name.")
@RestController
class InodesController {

    private static final String INODE = "/v1/inodes/{inode}";
    private static final String CONTENT = INODE + "/content";

    private final Namespace namespace;
    private final Archive archive;
    private final ContentResponse content;
    private final RestSettings settings;

    InodesController(Namespace namespace, Archive archive, ContentResponse content, RestSettings settings) {
        this.namespace = namespace;
        this.archive = archive;
        this.content = content;
        this.settings = settings;
    }

    @Operation(summary = "Attributes of an inode, with the values of the extended attributes named by xattr")
    @GetMapping(INODE)
    Json.File stat(
            Calls calls, @PathVariable String inode, @RequestParam(required = false) @Nullable List<String> xattr) {
        FileView view = namespace.lookup(calls.reading(), file(inode), NamesController.xattrNames(xattr));
        return Json.File.of(view);
    }

    @Operation(summary = "Changes mode, owner or times; what is absent stays")
    @PatchMapping(INODE)
    Json.File change(Calls calls, @PathVariable String inode, @RequestBody ChangeRequest body) {
        FileRef file = file(inode);
        AttributeChange change = body.change();
        FileView changed = calls.change(context -> namespace.setAttributes(context, file, change));
        return Json.File.of(changed);
    }

    @Operation(
            summary = "Sets atime and mtime to now",
            description = "Whoever may write the inode may do this; other times can only be set by the owner.")
    @PostMapping(INODE + "/touch")
    Json.File touch(Calls calls, @PathVariable String inode) {
        FileRef file = file(inode);
        FileView touched = calls.change(context -> namespace.touch(context, file));
        return Json.File.of(touched);
    }

    @Operation(summary = "Entries of a directory in name order", description = "As by path.")
    @GetMapping(INODE + "/entries")
    Json.Names entries(
            Calls calls,
            @PathVariable String inode,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        Optional<EntryCursor> cursor = Parameters.entryCursor(after);
        return Json.Names.of(namespace.list(calls.reading(), file(inode), cursor, Parameters.limit(limit)));
    }

    @Operation(summary = "Reads a file", description = "As by path.")
    @GetMapping(CONTENT)
    void read(Calls calls, @PathVariable String inode, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        OfflinePolicy offline = OfflinePolicy.of(request, settings.waitTimeMax());
        content.get(calls, file(inode), offline, request, response);
    }

    @Operation(summary = "Describes the bytes of a file without sending them")
    @RequestMapping(path = CONTENT, method = RequestMethod.HEAD)
    void head(Calls calls, @PathVariable String inode, HttpServletRequest request, HttpServletResponse response) {
        content.head(calls, file(inode), request, response);
    }

    @Operation(
            summary = "Paths of an inode from the root, one for each link",
            description =
                    "In (directory, name) order; go on with after=next. Empty for the root and for what does not exist.")
    @GetMapping(INODE + "/paths")
    Json.Paths paths(
            Calls calls,
            @PathVariable String inode,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        Optional<LinkPath> cursor = Parameters.linkCursor(after);
        int most = Parameters.limit(limit);
        return Json.Paths.of(archive.paths(calls.reading(), Parameters.inode(inode), cursor, most), most);
    }

    /** The inode of the path, through the handle that the request presents, if it does. */
    static FileRef file(String inode) {
        return HandleParameter.presented().orElseGet(() -> FileRef.inode(Parameters.inode(inode)));
    }

    /** Mode in octal, owners as numbers, times in ISO 8601. */
    record ChangeRequest(
            @Nullable String mode,
            @Nullable String uid,
            @Nullable String gid,
            @Nullable String atime,
            @Nullable String mtime) {

        AttributeChange change() {
            return new AttributeChange(
                    Optional.ofNullable(mode).map(Parameters::mode),
                    Optional.ofNullable(uid).map(text -> Parameters.owner("uid", text)),
                    Optional.ofNullable(gid).map(text -> Parameters.owner("gid", text)),
                    Optional.ofNullable(atime).map(text -> Parameters.time("atime", text)),
                    Optional.ofNullable(mtime).map(text -> Parameters.time("mtime", text)));
        }
    }
}
