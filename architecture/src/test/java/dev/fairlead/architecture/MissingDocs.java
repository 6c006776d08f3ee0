package dev.fairlead.architecture;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.InheritDocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTreeScanner;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeKind;

/**
 * Finds public and protected types and members without a comment, and comments without the tags for
 * parameters, components and results.
 *
 * <p>Not looked at: overriding methods, whose comment is inherited; the constructor of a record,
 * whose parameters are its components; private and package-private things and what is inside them.
 */
final class MissingDocs extends TreePathScanner<Void, Void> {

  private final DocTrees docs;
  private final List<String> missing;

  MissingDocs(DocTrees docs, List<String> missing) {
    this.docs = docs;
    this.missing = missing;
  }

  @Override
  public Void visitClass(ClassTree type, Void unused) {
    if (!isSeen(type.getModifiers())) {
      return null;
    }
    Set<String> parameters = new TreeSet<>();
    if (type.getKind() == Tree.Kind.RECORD) {
      for (Tree member : type.getMembers()) {
        if (member instanceof VariableTree field
            && !field.getModifiers().getFlags().contains(Modifier.STATIC)) {
          parameters.add(field.getName().toString());
        }
      }
    }
    type.getTypeParameters().forEach(each -> parameters.add("<" + each.getName() + ">"));
    check(type.getSimpleName().toString(), parameters, false);
    return super.visitClass(type, null);
  }

  @Override
  public Void visitMethod(MethodTree method, Void unused) {
    ClassTree owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
    boolean constructor = method.getReturnType() == null;
    boolean ofRecord = constructor && owner.getKind() == Tree.Kind.RECORD;
    boolean ofEnum = constructor && owner.getKind() == Tree.Kind.ENUM;
    if (isSeen(method.getModifiers()) && !isOverride(method) && !ofRecord && !ofEnum) {
      Set<String> parameters = new TreeSet<>();
      method.getParameters().forEach(each -> parameters.add(each.getName().toString()));
      method.getTypeParameters().forEach(each -> parameters.add("<" + each.getName() + ">"));
      check(
          owner.getSimpleName() + "." + method.getName(),
          parameters,
          !constructor && !isVoid(method.getReturnType()));
    }
    return null;
  }

  @Override
  public Void visitVariable(VariableTree field, Void unused) {
    ClassTree owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
    if (isSeen(field.getModifiers())) {
      check(owner.getSimpleName() + "." + field.getName(), Set.of(), false);
    }
    return null;
  }

  private boolean isSeen(ModifiersTree modifiers) {
    Set<Modifier> flags = modifiers.getFlags();
    TreePath parent = getCurrentPath().getParentPath();
    boolean inInterface =
        parent != null
            && (parent.getLeaf().getKind() == Tree.Kind.INTERFACE
                || parent.getLeaf().getKind() == Tree.Kind.ANNOTATION_TYPE)
            && !flags.contains(Modifier.PRIVATE);
    return inInterface || flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED);
  }

  private void check(String name, Set<String> parameters, boolean result) {
    DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
    if (comment == null) {
      missing.add(name + " has no comment");
      return;
    }
    Set<String> absent = new TreeSet<>(parameters);
    boolean[] told = new boolean[2];
    new DocTreeScanner<Void, Void>() {
      @Override
      public Void visitParam(ParamTree param, Void unused) {
        String parameter = param.getName().toString();
        absent.remove(param.isTypeParameter() ? "<" + parameter + ">" : parameter);
        return super.visitParam(param, null);
      }

      @Override
      public Void visitReturn(ReturnTree answer, Void unused) {
        told[0] = true;
        return super.visitReturn(answer, null);
      }

      @Override
      public Void visitInheritDoc(InheritDocTree inherit, Void unused) {
        told[1] = true;
        return super.visitInheritDoc(inherit, null);
      }
    }.scan(comment, null);
    if (told[1]) {
      return;
    }
    if (comment.getFullBody().isEmpty() && !isReturn(comment)) {
      missing.add(name + " has tags only");
    }
    if (!absent.isEmpty()) {
      missing.add(name + " has no @param for " + absent);
    }
    if (result && !told[0]) {
      missing.add(name + " has no @return");
    }
  }

  private static boolean isReturn(DocCommentTree comment) {
    return comment.getFirstSentence().stream()
        .anyMatch(each -> each.getKind() == DocTree.Kind.RETURN);
  }

  private static boolean isOverride(MethodTree method) {
    return method.getModifiers().getAnnotations().stream()
        .anyMatch(each -> each.getAnnotationType().toString().equals("Override"));
  }

  private static boolean isVoid(Tree type) {
    return type instanceof PrimitiveTypeTree primitive
        && primitive.getPrimitiveTypeKind() == TypeKind.VOID;
  }
}
