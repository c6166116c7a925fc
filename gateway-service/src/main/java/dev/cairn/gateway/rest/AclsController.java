package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.Acls;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.gateway.data.Calls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** POSIX access control lists of an inode. */
@Tag(
        name = "access control lists",
        description = "Who may do what beside the permission bits; the same lists are the extended attributes "
                + "system.posix_acl_access and system.posix_acl_default in the binary form of Linux.")
@RestController
class AclsController {

    private static final String ACL = "/v1/inodes/{inode}/acl";

    private final Acls acls;

    AclsController(Acls acls) {
        this.acls = acls;
    }

    @Operation(
            summary = "The access control list, or with default=true the default list of a directory",
            description = "Without an access list the entries say what the permission bits do; without a default list: "
                    + "ENODATA.")
    @GetMapping(ACL)
    Json.AccessList get(
            Calls calls,
            @PathVariable String inode,
            @RequestParam(name = "default", required = false) @Nullable String byDefault) {
        return Json.AccessList.of(acls.acl(calls.reading(), InodesController.file(inode), type(byDefault)));
    }

    @Operation(
            summary = "Gives an inode a list in place of the one it has",
            description =
                    "One entry each for owner, owning-group and other; user and group entries have an id and need a "
                            + "mask. The permission bits follow; the answer has the new ones.")
    @PutMapping(ACL)
    Json.File set(
            Calls calls,
            @PathVariable String inode,
            @RequestParam(name = "default", required = false) @Nullable String byDefault,
            @RequestBody ListRequest body) {
        FileRef file = InodesController.file(inode);
        AclType type = type(byDefault);
        Acl acl = body.acl();
        Attributes changed = calls.change(context -> acls.setAcl(context, file, type, acl));
        return Json.File.of(changed);
    }

    @Operation(summary = "Removes a list; the permission bits stay. Harmless if there is none")
    @DeleteMapping(ACL)
    ResponseEntity<Void> remove(
            Calls calls,
            @PathVariable String inode,
            @RequestParam(name = "default", required = false) @Nullable String byDefault) {
        FileRef file = InodesController.file(inode);
        AclType type = type(byDefault);
        calls.run(context -> acls.removeAcl(context, file, type));
        return ResponseEntity.noContent().build();
    }

    private static AclType type(@Nullable String byDefault) {
        return switch (byDefault) {
            case null -> AclType.ACCESS;
            case "false" -> AclType.ACCESS;
            case "true" -> AclType.DEFAULT;
            default -> throw Parameters.invalid("default", "true or false", byDefault);
        };
    }

    /** A whole list. */
    record ListRequest(@Nullable List<Json.AccessEntry> entries) {

        Acl acl() {
            if (entries == null) {
                throw Parameters.invalid("entries", "a list", "null");
            }
            return new Acl(entries.stream().map(Json.AccessEntry::entry).toList());
        }
    }
}
