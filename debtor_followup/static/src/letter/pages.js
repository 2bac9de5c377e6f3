/* Decides where the pages of letters end.

   The program that makes the PDF cuts rows of tables in two and repeats no heads
   of tables, so each break is chosen here: before a block that does not fit, and
   between two rows, with the head of the table again. What fits onto one page
   with a little less room is set tighter. Old engines run this: nothing newer
   than ES5. Without it letters are as right, only less well divided. */
(function () {
    "use strict";
    /* A4 less the margins of 12 and 11 mm, 5 px a mm, less a line to be safe. */
    var PAGE = 1350;
    /* From 56 to 85 mm below the upper edge of the paper. */
    var ADDRESS = 143;

    function each(list, act) {
        Array.prototype.slice.call(list).forEach(act);
    }
    function box(node) {
        return node.getBoundingClientRect();
    }
    function height(letter) {
        return box(letter).bottom - box(letter).top;
    }

    /* Take smaller type where an address would be higher than the window. */
    function fitAddress(address) {
        ["long", "longer", "longest"].forEach(function (size) {
            if (height(address) > ADDRESS) {
                address.className += " " + size;
            }
        });
    }

    /* The blocks of the text: the children of the innermost sole wrapper. */
    function blocks(text) {
        var node = text;
        while (node.children.length === 1 && node.children[0].tagName === "DIV") {
            node = node.children[0];
        }
        return Array.prototype.slice.call(node.children);
    }
    function rows(table) {
        return Array.prototype.slice.call(table.tBodies[0].rows);
    }
    function splits(block) {
        return (
            block.tagName === "TABLE" && block.tHead && block.tBodies.length === 1
        );
    }

    /* Let the rows from a given one on stand in a table of their own on a new page. */
    function splitTable(table, row) {
        var next = table.cloneNode(false);
        var body = table.tBodies[0].cloneNode(false);
        next.appendChild(table.tHead.cloneNode(true));
        next.appendChild(body);
        each(rows(table), function (one, place, all) {
            if (place >= all.indexOf(row)) {
                body.appendChild(one);
            }
        });
        if (table.tFoot) {
            next.appendChild(table.tFoot);
        }
        next.style.pageBreakBefore = "always";
        table.parentNode.insertBefore(next, table.nextSibling);
        return next;
    }
    /* A row that only says what follows, as in "Also past due:". */
    function isLabel(row) {
        return row.cells.length === 1;
    }

    /* The first row of the next page: at least two on this one, and on the next
       one at least one row above the sum. Nothing when the table moves whole. */
    function breakingRow(table, end) {
        var all = rows(table), first = 0, last = all.length - 1;
        while (first < all.length && box(all[first]).bottom <= end) {
            first += 1;
        }
        if (first > last) {
            first = last;
        }
        while (first > 0 && isLabel(all[first - 1])) {
            first -= 1;
        }
        return first >= 2 ? all[first] : null;
    }

    /* Where the letter's end begins: the signature and two lines of text. */
    function endingStart(list) {
        var place = list.length - 1, lines = 0;
        while (place > 1 && lines < 2) {
            place -= 1;
            if (splits(list[place])) {
                return place + 1;
            }
            lines += Math.round(height(list[place]) / 20);
        }
        return place;
    }

    /* Tell whether the letter fits onto one page, tighter if that helps. */
    function fitsOnOne(letter) {
        var usual = letter.className;
        var fits = ["", " snug", " tight"].some(function (size) {
            letter.className = usual + size;
            return height(letter) <= PAGE;
        });
        if (!fits) {
            letter.className = usual;
        }
        return fits;
    }

    function paginate(letter) {
        if (fitsOnOne(letter)) {
            return;
        }
        var list = blocks(letter.querySelector(".text")), ending = endingStart(list);
        var start = box(letter).top, place = 0, block, end, row;
        var bottom = box(list[list.length - 1]).bottom;
        while (place < list.length) {
            block = list[place];
            end = start + PAGE;
            if (place === ending && bottom > end && box(block).top > start) {
                block.style.pageBreakBefore = "always";
                start = box(block).top;
            } else if (box(block).bottom > end) {
                row = splits(block) ? breakingRow(block, end) : null;
                if (row) {
                    list.splice(place + 1, 0, splitTable(block, row));
                    ending += 1;
                    start = box(list[place + 1]).top;
                    bottom = box(list[list.length - 1]).bottom;
                } else if (box(block).top > start) {
                    block.style.pageBreakBefore = "always";
                    start = box(block).top;
                    continue;
                }
            }
            place += 1;
        }
    }

    /* An annex begins a page, whether the letter fills its last one or not; it is
       divided like a letter of its own. */
    function moveAnnex(annex) {
        var letter = annex;
        while (!/(^| )letter( |$)/.test(letter.className)) {
            letter = letter.parentNode;
        }
        var page = document.createElement("div");
        page.className = "letter annex";
        page.innerHTML = '<div class="below"><div class="text"></div></div>';
        page.querySelector(".text").appendChild(annex);
        letter.parentNode.insertBefore(page, letter.nextSibling);
    }

    each(document.querySelectorAll(".address"), fitAddress);
    each(document.querySelectorAll(".letter .o_followup_annex"), moveAnnex);
    each(document.querySelectorAll(".letter"), paginate);
})();
