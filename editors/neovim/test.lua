-- Runs in Neovim without a window: the language server through Neovim's own client, set up with the lines of docs/editor.md.
--
--     nvim --headless --clean -c 'luafile test.lua'
--
-- in a copy of corpus/stories/payment-history, with `referee` on the PATH. $LINES_OF_DOCS is the Lua to set up the client with; without it, the client is
-- started as before 0.8, when there was neither `vim.lsp.config` nor `vim.lsp.start`.

local PATIENCE = 15000

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

local function state()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get()) do
    table.insert(found, diagnostic.message)
  end
  return 'diagnostics are now: ' .. table.concat(found, '\n') .. '\nmessages: ' .. vim.api.nvim_exec('messages', true)
end

local function wait_for(what, condition)
  if not vim.wait(PATIENCE, condition, 20) then
    error(what .. ': not within ' .. PATIENCE .. ' ms; ' .. state(), 2)
  end
end

local function start()
  local lines = os.getenv('LINES_OF_DOCS')
  if lines then
    assert(loadstring(lines, 'docs/editor.md'))()
    return
  end
  local client
  vim.api.nvim_create_autocmd('BufReadPost', {
    callback = function(event)
      client = client or vim.lsp.start_client({ name = 'referee', cmd = { 'referee', 'server' }, root_dir = vim.fn.getcwd() })
      vim.lsp.buf_attach_client(event.buf, client)
    end,
  })
end

local function drift()
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    if diagnostic.code == 'action-mismatch' and diagnostic.severity == vim.diagnostic.severity.ERROR then
      return diagnostic
    end
  end
end

-- Puts the cursor on the clause that is wrong.
local function go_there()
  vim.fn.cursor(1, 1)
  assert(vim.fn.search('onDelete: Restrict') > 0, text_of(0))
end

local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return text_of(vim.api.nvim_win_get_buf(window))
    end
  end
end

local tests = {
  {
    'a finding is shown',
    function()
      vim.cmd('edit prisma/schema.prisma')
      vim.bo.filetype = 'prisma'
      wait_for('action-mismatch', drift)
      local found = drift()
      local line = vim.api.nvim_buf_get_lines(0, found.lnum, found.lnum + 1, true)[1]
      assert(line:sub(found.col + 1, found.end_col) == 'onDelete: Restrict', line:sub(found.col + 1, found.end_col))
    end,
  },
  {
    'text that is not saved counts',
    function()
      vim.cmd('silent %s/onDelete: Restrict/onDelete: Cascade/')
      wait_for('no finding', function() return not drift() end)
      vim.cmd('silent undo')
      wait_for('the finding again', drift)
    end,
  },
  {
    'a hover says what a DELETE does',
    function()
      go_there()
      vim.lsp.buf.hover()
      wait_for('a floating window', floating)
      assert(floating():find('CASCADE'), floating())
      vim.cmd('normal! l')
    end,
  },
  {
    'a definition leads to the other description',
    function()
      go_there()
      vim.lsp.buf.definition()
      -- One place is gone to, several are listed.
      local function is_led()
        local paths = { vim.api.nvim_buf_get_name(0) }
        for _, place in ipairs(vim.fn.getqflist()) do
          table.insert(paths, vim.api.nvim_buf_get_name(place.bufnr))
        end
        return table.concat(paths, '\n'):find('20240618090000_faster_cleanup/migration.sql', 1, true)
      end
      wait_for('the migration', is_led)
      vim.cmd('cclose')
      vim.cmd('buffer schema.prisma')
    end,
  },
  {
    'a code action mends the finding',
    function()
      local offered = {}
      vim.ui.select = function(items, _, choose)
        for _, item in ipairs(items) do
          local action = item.action or item[2]
          table.insert(offered, action.title .. (action.isPreferred and ' (preferred)' or ''))
          if action.isPreferred then
            return choose(item, 1)
          end
        end
        choose(nil)
      end
      go_there()
      vim.lsp.buf.code_action()
      wait_for('an offer', function() return #offered > 0 end)
      wait_for('no finding after ' .. table.concat(offered, '; '), function() return not drift() end)
      assert(text_of(0):find('onDelete: Cascade'), table.concat(offered, '; '))
      vim.cmd('silent write')
    end,
  },
}

local failed = 0
start()
for _, test in ipairs(tests) do
  local ok, why = xpcall(test[2], debug.traceback)
  failed = failed + (ok and 0 or 1)
  io.stdout:write((ok and 'ok      ' or 'FAILED  ') .. test[1] .. (ok and '' or '\n' .. why) .. '\n')
end
io.stdout:write(#tests - failed .. ' passed, ' .. failed .. ' failed\n')
vim.cmd(failed == 0 and 'qall!' or 'cquit!')
